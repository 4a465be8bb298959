import { cut } from './cut';

/**
 * What is kept of an error that a source of the application threw. Its message, its stack, its own cause and its other
 * properties may hold a token, or an address that carries one.
 */
export interface ForeignCause {
  /** As the error has it: `'TypeError'`, `'AxiosError'`. */
  readonly name: string;
  /** As the error has it, where it has one: `'ECONNREFUSED'`. */
  readonly code?: string | number;
}

const LONGEST_MESSAGE = 200;

/** A name or a code: one word, and not so long that it could be a token. */
const WORD = /^[\w$./+-]{1,40}$/;

/** A property of whatever was thrown. Reading one may run a getter or a Proxy of the application, and that may throw. */
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

/** One line for a person: the name and the message, without what may be a token. A text that was thrown may be one itself. */
export function foreignText(thrown: unknown): string {
  const message = propertyOf(thrown, 'message');
  const said = typeof message === 'string' ? withoutData(message) : '';
  return said === '' ? nameOf(thrown) : `${nameOf(thrown)}: ${said}`;
}

function nameOf(thrown: unknown): string {
  const name = propertyOf(thrown, 'name');
  return isWord(name) ? name : thrown === null ? 'null' : typeof thrown;
}

/** Whether a text is one word, and none that looks like a token: a name that may be shown. */
export function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value) && withoutTokens(value) === value;
}

/**
 * The words of a message, without the data that it quotes. What follows the first line, a bracket, a double quote or a
 * query is data: a parser quotes the answer that it could not read, and `fetch` the address that it could not use.
 */
function withoutData(message: string): string {
  // Before anything else: an engine may quote an answer of megabytes.
  const [words = ''] = cut(message, LONGEST_MESSAGE).split(/[\r\n"{[<`\u2028\u2029]|\?\S/);
  const shown = withoutTokens(words.trim());
  return words.length < message.length ? `${shown} …`.trim() : shown;
}

/** Hides the password of an address, what follows a name (`token=…`, `token: …`), and words that look like a token. */
function withoutTokens(words: string): string {
  return words
    .replace(/\/\/\S*@/g, '//…@')
    .replace(/((?:token|secret|password|session|sessionid|cookie)['’]?: ?|bearer |\w=)\S+/gi, '$1…')
    .replace(/[\w~-]{32,}|\d{16,}|(?=[\w~-]*\d)(?=[\w~-]*[a-z])[\w~-]{7,}/gi, '…');
}
