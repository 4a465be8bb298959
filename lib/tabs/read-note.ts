import { isObject } from '../checks';
import { ConfigError, ConnectionError, isOwnError, TokenError } from '../errors';
import type { Fault } from '../events';
import type { News, Note } from './notes';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => typeof value === 'number' && value >= 0;
const anything: Check = () => true;
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const fits =
  (shape: Shape): Check =>
  (value) =>
    isObject(value) && Object.entries(shape).every(([name, check]) => check(value[name]));
/** One of several shapes, by a key. */
const oneOf = (key: string, shapes: Readonly<Record<string, Shape>>): Check => {
  const checks = new Map<unknown, Check>(Object.entries(shapes).map(([kind, shape]) => [kind, fits(shape)]));
  return (value) => isObject(value) && checks.get(value[key])?.(value) === true;
};

const attempt = { attempt: count };
const error = { error: isOwnError };
const lost = { error: (value: unknown) => value instanceof ConnectionError };
const link = { link: count };

const FAULTS: Readonly<Record<Exclude<Fault['type'], 'invalid-message' | 'gateway-error' | 'undelivered'>, Shape>> = {
  token: error,
  config: error,
  refused: { attempts: count, hint: text },
  deaf: { hint: text },
};
const NEWS: Readonly<Record<News['type'], Shape>> = {
  authorizing: attempt,
  connecting: attempt,
  waiting: { ...attempt, reason: text, delay: count, cause: maybe(isOwnError) },
  paused: { reason: text },
  rotating: { why: text },
  ended: { ...lost, next: maybe(fits({ ...attempt, state: text })) },
  fault: { fault: oneOf('type', FAULTS) },
  failed: error,
  greeted: link,
  'took over': { ...link, rotated: flag },
  reverted: { ...link, rotated: flag },
  gone: { ...link, ...lost },
};

const gen = { gen: text };
const place = { ...gen, n: count };
const id = { id: text };
const news = { ...place, news: list(oneOf('type', NEWS)) };
const NOTES: Readonly<Record<Note['t'], Shape>> = {
  hello: {},
  send: { ...gen, ...id, from: text, text, link: maybe(count) },
  reconnect: gen,
  resume: gen,
  state: { ...news, after: maybe(fits(place)) },
  news,
  frame: { ...place, data: anything, to: maybe(text) },
  sent: { ids: list(text) },
  lost: { ...id, reason: text },
  bye: gen,
  ready: { ready: flag },
  fence: id,
};
const isNote = oneOf('t', NOTES);

/** A note that can be cloned for the channel: news with errors are written as text. */
export function packed(note: Note): unknown {
  return 'news' in note ? { ...note, news: JSON.stringify(note.news, withMessage) } : note;
}

/** A note of the channel; `undefined` for anything else. Any script of the origin can write to the channel. */
export function readNote(data: unknown): Note | undefined {
  try {
    const hasNews = isObject(data) && 'news' in data;
    const note = hasNews ? { ...data, news: JSON.parse(String(data.news), withClass) as unknown } : data;
    // All parts that are used were checked.
    return isNote(note) ? (note as Note) : undefined;
  } catch {
    return undefined;
  }
}

/** An error with its message, which is not an enumerable property. */
function withMessage(_name: string, value: unknown): unknown {
  return value instanceof Error ? Object.assign({}, value, { message: value.message }) : value;
}

const CLASSES = new Map<unknown, { readonly prototype: object }>(
  Object.entries({ ConnectionError, TokenError, ConfigError }),
);

/** The original error for the result of {@link withMessage}. */
function withClass(_name: string, value: unknown): unknown {
  const known = isObject(value) ? CLASSES.get(value.name) : undefined;
  if (!known || !isObject(value)) return value;
  const { message, ...rest } = value;
  // The class is set last: a key of the text may be `__proto__`.
  return Object.setPrototypeOf(Object.assign(new Error(String(message)), rest), known.prototype);
}
