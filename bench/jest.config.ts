/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { tsconfig } from '../spec/support/typescript';

/** `npm run test:bench`. By itself, because it holds the delays of the peers against the peers, which are installed here alone. */
const config: Config = {
  rootDir: '..',
  reporters: ['default', '<rootDir>/.ci/jest-totals.js'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/bench/spec/**/*.spec.ts'],
  maxWorkers: '100%',
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig }],
    // It comes as an ES module alone.
    '/node_modules/tinyqueue/.+\\.js$': ['ts-jest', { tsconfig: { ...tsconfig, allowJs: true } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!tinyqueue/)'],
};

export default config;
