/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { tsconfig } from '../support/typescript';

/** `npm run test:browser`. By itself, because it builds pages and starts browsers. */
const config: Config = {
  rootDir: '../..',
  reporters: ['default', '<rootDir>/.ci/jest-totals.js'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/spec/browser/**/*.spec.ts'],
  globalSetup: '<rootDir>/spec/browser/support/build-once.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig }] },
};

export default config;
