/**
 * How every configuration of jest reads TypeScript. Types are checked once, for everything, by `npm run check:types`; here
 * they are only taken away.
 */
export const tsconfig = {
  module: 'CommonJS',
  isolatedModules: true,
  verbatimModuleSyntax: false,
  esModuleInterop: true,
  target: 'ES2022',
};
