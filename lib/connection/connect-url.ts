import { ConfigError } from '../errors';
import { foreignCause, foreignText, printable } from '../foreign-error';
import { detail, numbered } from '../text';

/** The parts of a URL, after RFC 3986, appendix B. Not `URL`, because React Native's has no working getters. */
interface UrlParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** The query parameters of a connection. */
export interface ConnectQuery {
  readonly tokenParam: string;
  readonly channelParam: string;
  readonly query: Readonly<Record<string, string | number | boolean>>;
}

/** API Gateway refuses longer URLs. */
const MAX_URL_LENGTH = 4_096;

/**
 * The URL of one connection: the configured URL with its own query, then the further parameters, the channel and the
 * token. The result contains the token, so it is only passed to the WebSocket constructor.
 */
export function connectUrl(
  base: string,
  { tokenParam, channelParam, query }: ConnectQuery,
  { token, channel }: { readonly token?: string | undefined; readonly channel?: string | undefined },
): string {
  const pairs: [string, string | number | boolean][] = Object.entries(query);
  if (channel !== undefined) pairs.push([channelParam, channel]);
  if (token !== undefined) pairs.push([tokenParam, token]);
  const added = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  const [, own] = splitAt(base, '?');
  const separator = added === '' || own === '?' || own.endsWith('&') ? '' : own === '' ? '?' : '&';
  const url = `${base}${separator}${added}`;
  if (url.length > MAX_URL_LENGTH) {
    throw new ConfigError(
      'url',
      numbered`is ${url.length} characters long with its query, and API Gateway takes ${MAX_URL_LENGTH} at most.`,
    );
  }
  return url;
}

/** Throws a {@link ConfigError} for a URL that cannot be connected to, or that would expose the token on the network. */
export function checkUrl(url: unknown, { tokenParam, channelParam }: ConnectQuery, allowInsecure: boolean): string {
  if (typeof url !== 'string' || url === '') {
    throw new ConfigError(
      'url',
      numbered`must be an address such as 'wss://ws.example.com', or a function that returns one; got ${kindOf(url)}.`,
    );
  }
  const parts = split(url);
  // A browser treats a backslash as a slash, and drops line breaks and control characters. It could connect to another
  // host than the one that is checked here.
  if (!parts || /[\s\\\p{Cc}]/u.test(url))
    throw new ConfigError('url', numbered`must be an address such as 'wss://ws.example.com'; got '${redactUrl(url)}'.`);
  const { scheme, authority, query, fragment } = parts;
  if (scheme !== 'wss' && scheme !== 'ws') {
    throw new ConfigError('url', numbered`must start with wss:// (or ws:// on this machine); got '${redactUrl(url)}'.`);
  }
  if (scheme === 'ws' && !allowInsecure && !isLoopback(authority)) {
    throw new ConfigError(
      'url',
      numbered`ws:// would send the token in clear text: use wss://, or set allowInsecure; got '${redactUrl(url)}'.`,
    );
  }
  if (fragment !== '')
    throw new ConfigError('url', numbered`a WebSocket address has no fragment; leave out what follows the #.`);
  for (const reserved of [tokenParam, channelParam]) {
    if (namesIn(query).includes(reserved)) {
      throw new ConfigError(
        'url',
        numbered`must not carry '${reserved}' itself: it is added for each connection; got '${redactUrl(url)}'.`,
      );
    }
  }
  return url;
}

/**
 * A URL for a log: the user, the password, the fragment, and every value of the query or after a `=` of the path are
 * hidden.
 */
export function redactUrl(url: string): string {
  const parts = split(url);
  // A URL that cannot be parsed may contain a secret anywhere, unless it is plainly a host and a path.
  if (!parts) return /^(?=.*[./])[\w.:/-]{1,60}$/.test(url) ? url : '…';
  const { scheme, authority, path, query, fragment } = parts;
  const host = authority.replace(/^[^]*@/, '…@');
  const names = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? `${splitAt(pair, '=')[0]}=…` : '…'));
  // As in `/path;jsessionid=…`, or in a query without its question mark.
  const place = `${host}${path}`.replace(/=[^/;&]*/g, '=…');
  const asked = names.length > 0 ? `?${names.join('&')}` : '';
  return printable(`${scheme}://${place}${asked}${fragment === '' ? '' : '#…'}`);
}

/** Whether a URL stays on this machine. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopback(split(url)?.authority ?? '');
}

/** The configured URL: one for all connections, or a function that returns one for each. */
export class Address {
  #last: unknown;

  constructor(private readonly url: string | (() => string)) {}

  /** The URL of the next connection, checked. A function is called once for each. */
  next(query: ConnectQuery, allowInsecure: boolean): string {
    const { url } = this;
    if (typeof url === 'string') return url;
    try {
      this.#last = url();
    } catch (thrown) {
      // The thrown error may contain the URL.
      throw new ConfigError('url', numbered`the function threw ${foreignText(thrown)}`, {
        cause: foreignCause(thrown),
      });
    }
    return checkUrl(this.#last, query, allowInsecure);
  }

  /** Whether the last URL is on this machine, where offline events do not matter. */
  get isLocal(): boolean {
    const { url } = this;
    if (typeof url === 'string') return isLoopbackUrl(url);
    try {
      // Before the first connection there is no last one. A function that throws is handled when it is called for a
      // connection.
      const last = (this.#last ??= url());
      return typeof last === 'string' && isLoopbackUrl(last);
    } catch {
      return false;
    }
  }
}

/**
 * Whether an authority is on this machine, the only place for `ws://`. A name under `localhost` does not count: Node,
 * Safari and React Native resolve it with a name server, which may return any address.
 */
export function isLoopback(authority: string): boolean {
  const host = authority
    .replace(/^[^]*@/, '')
    .replace(/:\d*$/, '')
    .toLowerCase();
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Split without a regular expression after the host: one for the whole URL would backtrack for seconds on a long path.
 */
function split(url: string): UrlParts | undefined {
  const [head, scheme = '', authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i.exec(url) ?? [];
  if (head === undefined) return undefined;
  const [rest, fragment] = splitAt(url.slice(head.length), '#');
  const [path, query] = splitAt(rest, '?');
  return { scheme: scheme.toLowerCase(), authority, path, query: query.slice(1), fragment };
}

/** The text before the first such character, and the text from that character on. */
function splitAt(text: string, character: string): readonly [before: string, from: string] {
  const at = text.indexOf(character);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function namesIn(query: string): string[] {
  return query.split('&').map((pair) => decoded(splitAt(pair, '=')[0]));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function kindOf(value: unknown): string {
  return value === '' ? detail`an empty string` : value === undefined ? 'nothing' : typeof value;
}
