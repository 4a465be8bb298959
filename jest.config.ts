/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { inNumbers, SELECTED } from './spec/production/in-numbers';
import { tsconfig } from './spec/support/typescript';

const transform: Config['transform'] = {
  '^.+\\.ts$': ['ts-jest', { tsconfig }],
  // These come as ES modules alone.
  '/(node_modules/(arktype|arkregex|@ark|github-slugger|tinyqueue)|bench/takeover)/.+\\.js$': [
    'ts-jest',
    { tsconfig: { ...tsconfig, allowJs: true } },
  ],
};

const transformIgnorePatterns = ['/node_modules/(?!(arktype|arkregex|@ark|github-slugger|tinyqueue)/)'];

/** What a document's code imports, which is here as an application has it. */
const moduleNameMapper = {
  '^rx-gateway-socket$': '<rootDir>/lib/index.ts',
  '^rx-gateway-socket/(.+)$': '<rootDir>/lib/$1/index.ts',
};

/** Angular comes as ES modules alone, and compiles the components of specs when they run. */
const angular = [
  {
    displayName: 'angular',
    testEnvironment: 'jsdom',
    testMatch: ['<rootDir>/spec/angular/**/*.spec.ts'],
    // Those of the guide are run by documented.spec.ts, and by `npm run test:angular` in a project of their own.
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/angular/guide/'],
    setupFiles: ['@angular/compiler'],
    // ts-jest takes the options of whichever file it meets first for all of a project.
    transform: {
      '^.+\\.(ts|mjs)$': [
        'ts-jest',
        { tsconfig: { ...tsconfig, allowJs: true, experimentalDecorators: true, rootDir: '.' } },
      ],
    },
    transformIgnorePatterns: ['/node_modules/(?!@angular/)'],
    moduleNameMapper,
  },
];

const { navigator: navigatorHere = {} } = globalThis as { readonly navigator?: object };

const unit = {
  displayName: 'unit',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/spec/integration/',
    '<rootDir>/spec/angular/',
    // Only by `npm run test:django` and `npm run test:browser`, which have configurations of their own.
    '<rootDir>/spec/django/',
    '<rootDir>/spec/browser/',
    // About numbers, which the sources have not.
    '<rootDir>/spec/production/',
  ],
  transform,
  transformIgnorePatterns,
  moduleNameMapper,
};

const integration = {
  displayName: 'integration',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/spec/integration/**/*.spec.ts'],
  // Web Locks, which tabs elect the holder of their connection with: Node has them from version 24 on.
  testPathIgnorePatterns: ['/node_modules/', ...('locks' in navigatorHere ? [] : ['/real-tabs\\.spec\\.ts$'])],
  transform,
  transformIgnorePatterns,
};

/** Everything that runs against the sources as they are. */
export const projects = [unit, integration, ...angular];

const config: Config = {
  // Those on real sockets wait more than they compute.
  maxWorkers: '100%',
  // The totals are for .ci/run, which prints them as its last line.
  reporters: ['default', '<rootDir>/.ci/jest-totals.js'],
  // And a selection against the production build; `npm run test:production` has all of it.
  projects: [...projects, { ...inNumbers(unit), testMatch: SELECTED }],
};

export default config;
