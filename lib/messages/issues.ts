import type { Issue } from '../events';
import type { SchemaIssue } from './standard-schema';

/** Of a list of ten thousand wrong entries the first few say it all. */
const ISSUES = 10;
const MESSAGE_LENGTH = 200;
const PATH_LENGTH = 16;
const KEY_LENGTH = 80;

/** The first issues of a schema, cut to a size that a log can bear. */
export function boundedIssues(issues: readonly SchemaIssue[]): readonly Issue[] {
  return issues.slice(0, ISSUES).map(({ message, path }) => ({
    message: message.slice(0, MESSAGE_LENGTH),
    path: (path ?? []).slice(0, PATH_LENGTH).map((segment) => boundedKey(keyOf(segment))),
  }));
}

/** The one issue of a schema that threw, which a schema should never do. */
export function issueOfThrown(thrown: unknown): readonly Issue[] {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return boundedIssues([{ message: `the schema itself threw: ${said}` }]);
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === 'object' ? segment.key : segment;
}

function boundedKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key).slice(0, KEY_LENGTH);
}
