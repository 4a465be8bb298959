/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { tsconfig } from '../support/typescript';

/** `npm run test:django`. By itself, because it makes a virtual environment and starts servers and a browser. */
const config: Config = {
  rootDir: '../..',
  reporters: ['default', '<rootDir>/.ci/jest-totals.js'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/spec/django/**/*.spec.ts'],
  globalSetup: '<rootDir>/spec/django/support/made-once.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig }],
    // It comes as an ES module alone; spec/docs/page.ts reads the guide with it.
    '/node_modules/github-slugger/.+\\.js$': ['ts-jest', { tsconfig: { ...tsconfig, allowJs: true } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!github-slugger/)'],
};

export default config;
