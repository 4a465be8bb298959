import { isObservable } from 'rxjs';
import { isFunction, isRecord, must } from './checks';
import { checkUrl, type ConnectQuery } from './connection/connect-url';
import { ConfigError } from './errors';
import { show } from './show';
import { detail, numbered } from './text';

/** The options that are checked here: the valid values depend on another option, or need more than one rule. */
interface Together extends ConnectQuery {
  readonly url: unknown;
  readonly allowInsecure: boolean;
  readonly token: unknown;
  readonly channel: unknown;
  readonly channelPattern: RegExp;
  readonly typeKey: unknown;
  readonly typeOf: unknown;
}

/** Throws a {@link ConfigError} for options that can never work. */
export function checkTogether(options: Together): void {
  const { url, allowInsecure, token, channel, channelPattern, typeKey, typeOf } = options;
  if (!isFunction(url)) checkUrl(url, options, allowInsecure);
  checkQuery(options);
  checkToken(token);
  if (channel !== undefined) checkChannel(channel, channelPattern);
  if (typeOf && typeKey)
    throw new ConfigError('typeOf', numbered`cannot be combined with typeKey: both find the type of a message.`);
}

/** Throws a {@link ConfigError} for query parameters that cannot be part of a URL, or that are added for each connection. */
function checkQuery({ query, tokenParam, channelParam }: ConnectQuery): void {
  if (tokenParam === channelParam)
    throw new ConfigError('channelParam', numbered`must differ from tokenParam; both are '${tokenParam}'.`);
  for (const [name, value] of Object.entries(query)) {
    const option = `query.${name}`;
    if (name === tokenParam || name === channelParam) {
      const rename = name === tokenParam ? 'tokenParam' : 'channelParam';
      throw new ConfigError(option, numbered`is added for each connection: leave it out, or rename it with ${rename}.`);
    }
    must(/^(string|number|boolean)$/.test(typeof value), option, detail`a string, a number or a boolean`, value);
    if (!isEncodable(`${name}${value}`)) {
      throw new ConfigError(option, numbered`contains half of a surrogate pair, which no URL can contain.`);
    }
  }
}

/** Throws a {@link ConfigError} for a value that is not a source of tokens. */
function checkToken(token: unknown): void {
  if (token === undefined || isObservable(token) || isFunction(token)) return;
  if (isRecord(token) && isFunction(token.then)) {
    throw new ConfigError(
      'token',
      numbered`is a Promise, which has one token for all connections, but a token works once: pass a function that returns a new Promise, () => fetchToken().`,
    );
  }
  // The value may be a token, so it is not shown.
  throw new ConfigError(
    'token',
    numbered`must be an Observable or a function that returns one; got ${typeof token === 'object' ? 'an object' : `a ${typeof token}`}. A token works once, so it cannot be a fixed value.`,
  );
}

/** Throws a {@link ConfigError} for a name that the backend would refuse. */
export function checkChannel(channel: unknown, pattern: RegExp): void {
  // `search` and not `test`: with the flag g, `test` starts at its last match.
  const fits = typeof channel === 'string' && channel.search(pattern) !== -1 && isEncodable(channel);
  if (!fits) {
    throw new ConfigError(
      'channel',
      numbered`must match ${String(pattern)}, or the backend refuses it; got ${show(channel)}.`,
    );
  }
}

/** A lone surrogate has no UTF-8. Not found with `encodeURIComponent`: a bundler drops a call whose result is unused. */
function isEncodable(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}
