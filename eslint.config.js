import js from '@eslint/js';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

/** Which files a part of the house must not import: imports point down the line of ARCHITECTURE.md and never back up. */
const mayNotImport = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: group, message }] }] },
});

const vocabulary = [
  'errors',
  'foreign-error',
  'cut',
  'status',
  'next-status',
  'events',
  'host',
  'show',
  'checks',
  'build',
  'option-table',
  'option-rules',
  'event-log',
  'clock',
  'text',
];
const stations = ['token', 'connection', 'messages', 'sending'];
const entries = ['angular', 'tabs', 'standalone', 'testing', 'local-gateway'];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.angular/**',
      'coverage/**',
      'docs/api/**',
      // Its types are packages of the site.
      'site/.vitepress/**',
      'site/.pages/**',
      // A package of its own, with a configuration of its own: `npm run test:bench`.
      'bench/**',
      // Written by its generator.
      'spec/package/consumer/models/messages.ts',
      // In a project of its own: spec/package/frameworks.ts.
      'spec/frameworks/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // What stands in the way of a token's leak is often a value picked out and left behind.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // A message map is written `{ fetch_history: {} }` by users, and `{}` is how TypeScript says "no parameters needed".
      '@typescript-eslint/no-empty-object-type': 'off',
      'rxjs-x/finnish': 'off',
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-subscription': 'off',
      'rxjs-x/no-exposed-subjects': 'off',
      'rxjs-x/no-subclass': 'off',
      'rxjs-x/throw-error': 'off',
      'rxjs-x/prefer-observer': 'off',
      'rxjs-x/no-ignored-notifier': 'error',
      'rxjs-x/no-unbound-methods': 'error',
      // Its point is that nothing outlives the notifier; share() and a last tap() do not.
      'rxjs-x/no-unsafe-takeuntil': ['error', { allow: ['share', 'tap'] }],
    },
  },
  {
    files: ['spec/**/*.ts', 'examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/no-implicit-any-catch': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'rxjs-x/no-sharereplay-before-takeuntil': 'off',
    },
  },
  {
    // An application of its own, with decorators: its types are those that `npm run check:types` reads it with.
    files: ['examples/angular/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'examples/tsconfig.angular.json' } },
    rules: {
      // A component may have nothing but its template.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  ...stations.map((station) =>
    mayNotImport(
      [`lib/${station}/**/*.ts`],
      `^\\.\\./(${[...stations.filter((other) => other !== station), ...entries].join('|')})/|gateway-socket|/index|/(config|settings)$`,
      'A station never imports a sibling, an entry or the assembly: gateway-socket.ts joins them.',
    ),
  ),
  mayNotImport(
    vocabulary.map((file) => `lib/${file}.ts`),
    `^\\./(${[...stations, ...entries].join('|')}|gateway-socket|index|config|settings)`,
    'The vocabulary stands above everything that uses it.',
  ),
  // A function and a file of the core are read in one sitting.
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/local-gateway/**', 'lib/testing/**', 'lib/angular/**'],
    rules: { 'max-lines': ['error', 200], 'max-lines-per-function': ['error', 60] },
  },
  {
    files: ['lib/local-gateway/**/*.ts', 'lib/testing/**/*.ts', 'lib/angular/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', 100] },
  },
  mayNotImport(['lib/*.ts'], `^\\./(${entries.join('|')})`, 'The core never imports an entry.'),
);
