import { cut } from './cut';

/**
 * The part of an error of the application that is kept. The message, the stack, the cause and any other property of the
 * error may contain a token, or a URL with one.
 */
export interface ForeignCause {
  /** The name of the error: `'TypeError'`, `'AxiosError'`. For any other value its type. */
  readonly name: string;
  /** The code of the error, if it has one: `'ECONNREFUSED'`. */
  readonly code?: string | number;
}

const LONGEST_MESSAGE = 200;

/** A name or a code: one word, and not so long that it could be a token. */
const WORD = /^[\w$./+-]{1,40}$/;

/** A property of any thrown value. Reading it may run a getter or a Proxy of the application, which may throw. */
export function propertyOf(thrown: unknown, key: string): unknown {
  try {
    return (thrown as { readonly [key: string]: unknown } | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

export function foreignCause(thrown: unknown): ForeignCause {
  const code = propertyOf(thrown, 'code');
  const name = nameOf(thrown);
  return typeof code === 'number' || isWord(code) ? { name, code } : { name };
}

/** One readable line: the name and the message, without parts that may be a token. A thrown string may be a token. */
export function foreignText(thrown: unknown): string {
  const message = propertyOf(thrown, 'message');
  const text = typeof message === 'string' ? readable(message) : '';
  return text === '' ? nameOf(thrown) : `${nameOf(thrown)}: ${text}`;
}

/**
 * A text from outside, made safe for a log. A control character could move the cursor of a terminal or begin another
 * line, and a bidirectional one reverses the line.
 */
export function printable(words: string): string {
  return words.replace(/[\p{C}\p{Z}]+/gu, ' ');
}

function nameOf(thrown: unknown): string {
  const name = propertyOf(thrown, 'name');
  return isWord(name) ? name : thrown === null ? 'null' : typeof thrown;
}

/** Whether a value is one word that does not look like a token, so that it may be shown. */
export function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value) && withoutTokens(value) === value;
}

/**
 * The words of a foreign message, without the data that it quotes. Everything after the first line, a bracket, a double
 * quote or the start of a query counts as data. A parser quotes the answer that it could not parse, and `fetch` the URL
 * that it could not use.
 */
export function readable(message: string): string {
  // Cut first: an engine may quote an answer of megabytes.
  const [words = ''] = cut(message, LONGEST_MESSAGE).split(/[\r\n"{[<`\u2028\u2029]|\?\S/);
  const shown = withoutTokens(printable(words).trim());
  return words.length < message.length ? `${shown} …`.trim() : shown;
}

/** Hides the password of a URL, the value after a name (`token=…`, `token: …`), and words that look like a token. */
function withoutTokens(words: string): string {
  return words
    .replace(/\/\/\S*@/g, '//…@')
    .replace(/((?:token|secret|password|session|sessionid|cookie)['’]?: ?|bearer |\w=)\S+/gi, '$1…')
    .replace(/[\w~-]{32,}|\d{16,}|(?=[\w~-]*\d)(?=[\w~-]*[a-z])[\w~-]{7,}/gi, '…');
}
