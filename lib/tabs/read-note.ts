import { isObject, isRecord } from '../checks';
import { ConfigError, ConnectionError, isOwnError, TokenError, type GatewaySocketError } from '../errors';
import type { Note } from './notes';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);
const fits =
  (shapes: Readonly<Record<string, Shape>>, key: string): Check =>
  (value) => {
    const kind = isObject(value) ? value[key] : undefined;
    const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return shape !== undefined && isObject(value) && Object.entries(shape).every(([name, check]) => check(value[name]));
  };

const ERRORS = { ConnectionError, TokenError, ConfigError };

const anError: Check = (value) => value instanceof Error && isOwnError(value);
const tokenError: Check = (value) => value instanceof TokenError;
const connectionError: Check = (value) =>
  value instanceof ConnectionError && count(value.code) && text(value.reason) && count(value.uptime);
const link: Shape = { link: count };
const step: Shape = { attempt: count };

const FAULTS: Readonly<Record<string, Shape>> = {
  token: { error: tokenError },
  config: { error: anError },
  refused: { attempts: count, hint: text },
  deaf: { hint: text },
};

const underway = fits({ authorizing: step, connecting: step }, 'state');

const NEWS = fits(
  {
    authorizing: step,
    connecting: step,
    waiting: {
      ...step,
      reason: oneOf('backoff', 'budget', 'rate-limited'),
      delay: count,
      cause: maybe(anError),
    },
    paused: { reason: oneOf('offline', 'suspended') },
    rotating: { why: oneOf('age', 'idle', 'join', 'reconnect', 'wake') },
    ended: { error: connectionError, next: maybe(underway) },
    fault: { fault: fits(FAULTS, 'type') },
    failed: { error: anError },
    greeted: link,
    'took over': link,
    reverted: link,
    gone: { ...link, error: connectionError },
  },
  'type',
);

const place: Shape = { gen: text, n: count };
const isPlace: Check = (value) => isObject(value) && text(value.gen) && count(value.n);

const isNote = fits(
  {
    hello: { start: oneOf(true, false) },
    send: { ...place, from: text, text, link: maybe(count) },
    ask: { gen: text, command: oneOf('reconnect', 'resume') },
    state: { ...place, news: (value) => Array.isArray(value) && value.every(NEWS), after: maybe(isPlace) },
    news: { ...place, news: NEWS },
    frame: { ...place, to: maybe(text) },
    sent: { gen: text, upTo: (value) => isObject(value) && Object.values(value).every(count) },
    lost: { ...place, to: text, reason: oneOf('expired', 'overflow', 'closed', 'failed', 'too-large', 'unconfirmed') },
    bye: { gen: text },
    ready: { ready: oneOf(true, false) },
    fence: { from: text },
  },
  't',
);

/** What can be cloned for the channel: an error as its name, its message and its own properties. */
export function packed(note: Note): unknown {
  if (!mayHaveErrors(note)) return note;
  return mapped(note, (value) =>
    isOwnError(value) ? Object.assign({}, value, { message: value.message }) : undefined,
  );
}

/** A note of the channel; `undefined` for anything else. Any script of the origin can write to the channel. */
export function readNote(data: unknown): Note | undefined {
  const note = mayHaveErrors(data) ? mapped(data, unpackedError) : data;
  // Every part that is used was checked.
  return isNote(note) ? (note as Note) : undefined;
}

function mayHaveErrors(note: unknown): boolean {
  return isObject(note) && (note.t === 'state' || note.t === 'news');
}

/** An error as it was before {@link packed}. */
function unpackedError(value: unknown): GatewaySocketError | undefined {
  if (!isObject(value)) return undefined;
  const { name, kind, message } = value;
  if (!text(kind) || !text(message) || typeof name !== 'string' || !Object.hasOwn(ERRORS, name)) return undefined;
  const plain = Object.entries(value).filter(([, part]) => !isRecord(part) && typeof part !== 'function');
  // `name` is a key of the classes. Errors are known by their name and kind, which are among the properties.
  const { prototype } = ERRORS[name as keyof typeof ERRORS];
  const error = Object.assign(new Error(String(message)), Object.fromEntries(plain));
  return Object.setPrototypeOf(error, prototype) as GatewaySocketError;
}

/** How deep a note is. */
const DEPTH = 4;

/** The same value with its parts replaced, where `replace` returns something. */
function mapped(value: unknown, replace: (value: unknown) => unknown, depth = DEPTH): unknown {
  const replaced = replace(value);
  if (replaced !== undefined || depth === 0) return replaced ?? value;
  if (Array.isArray(value)) return value.map((part: unknown) => mapped(part, replace, depth - 1));
  if (!isObject(value) || isOwnError(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapped(part, replace, depth - 1)]));
}
