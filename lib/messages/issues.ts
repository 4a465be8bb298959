import { cut } from '../cut';
import type { Issue } from '../events';
import { propertyOf } from '../foreign-error';
import { numbered } from '../text';
import type { SchemaIssue } from './standard-schema';

/** The maximum number of issues that are kept: a list may have ten thousand wrong entries. */
const ISSUES = 10;
const MESSAGE_LENGTH = 200;
const PATH_LENGTH = 16;
const KEY_LENGTH = 80;

/** An issue of foreign code: a value that is not a string would be kept as a whole. */
type Claimed = Omit<SchemaIssue, 'message'> & { readonly message: unknown };

/** The first issues of a schema, each cut to a bounded size, so that a log stays small. */
export function boundedIssues(issues: readonly SchemaIssue[]): readonly Issue[] {
  return first(ISSUES, issues).map(({ message, path }: Claimed) => ({
    message: cut(String(message), MESSAGE_LENGTH),
    path: first(PATH_LENGTH, path ?? []).map((segment) => boundedKey(keyOf(segment))),
  }));
}

/** As a plain array: `slice` and `map` of arktype's own array classes would return those classes. */
function first<T>(count: number, list: readonly T[]): readonly T[] {
  return [...list].slice(0, count);
}

/** The single issue of a schema that threw, which a schema should never do. */
export function issueOfThrown(thrown: unknown): readonly Issue[] {
  const message = propertyOf(thrown, 'message');
  const text = typeof message === 'string' ? message : typeof thrown === 'string' ? thrown : typeof thrown;
  return boundedIssues([{ message: numbered`the schema itself threw: ${text}` }]);
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === 'object' ? segment.key : segment;
}

function boundedKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : cut(String(key), KEY_LENGTH);
}
