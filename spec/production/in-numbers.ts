/** The part of a project of jest.config.ts that differs. */
interface Project {
  readonly displayName: string;
  readonly testPathIgnorePatterns?: string[];
  /** By pattern; the first one is that of TypeScript. */
  readonly transform: Readonly<Record<string, unknown>>;
}

/** What `npm test` runs of it: one spec for each station, and what only this build has. */
export const SELECTED = [
  'socket/gateway-socket',
  'sending/delivery',
  'sending/request',
  'connection/rotation/rotation',
  'production/*',
].map((spec) => `<rootDir>/spec/${spec}.spec.ts`);

/**
 * Specs that are left out. Of the client there are only those of words, which the default build alone has: a spec of
 * behaviour takes its words by `words()` (spec/support/words.ts) and runs against both.
 */
const LEFT_OUT = [
  // Not about the client.
  'build/',
  'docs/',
  'examples/',
  'local-gateway/',
  'release/',
  'style/',
  'integration/local-gateway/',
  'testing/',
  'types/',
  // Of words.
  'socket/options.spec.ts',
  'socket/option-table.spec.ts',
  'log/log.spec.ts',
  'text/describe.spec.ts',
  'text/error-texts.spec.ts',
  // Of checks that the default build alone has, of a wrong delay.
  'connection/open/options.spec.ts',
  'connection/retries/backoff-options.spec.ts',
].map((path) => `<rootDir>/spec/${path}`);

/** The same specs against the production build: the sources with a number in the place of each text. */
export function inNumbers<Given extends Project>({ testPathIgnorePatterns = [], transform, ...project }: Given) {
  const [typescript] = Object.values(transform);
  const [, options] = typescript as [name: string, options: object];
  return {
    ...project,
    displayName: `${project.displayName}, production`,
    globals: { IN_NUMBERS: true },
    testPathIgnorePatterns: [...testPathIgnorePatterns.filter((path) => !path.endsWith('/production/')), ...LEFT_OUT],
    transform: { '/lib/.+\\.ts$': ['<rootDir>/build/jest-numbers.mjs', options], ...transform },
  };
}
