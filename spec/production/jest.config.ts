/** @jest-config-loader esbuild-register */
import { join } from 'node:path';
import type { Config } from 'jest';
import { projects } from '../../jest.config';
import { inNumbers } from './in-numbers';

/** `npm run test:production`: every spec of behaviour against the production build. */
const config: Config = {
  rootDir: join(__dirname, '../..'),
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/.ci/jest-totals.js'],
  projects: projects.map((project) => ({ ...inNumbers(project), rootDir: join(__dirname, '../..') })),
};

export default config;
