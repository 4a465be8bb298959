// Of the default build alone (of words, and of checks of wrong delays): spec/production/in-numbers.ts leaves it out.
import { EMPTY, NEVER, of } from 'rxjs';
import { apiGatewayLimits, gatewaySocket, type GatewaySocketConfig } from '../../lib';
import { resolveConfig } from '../../lib/settings';
import { ConfigError } from '../../lib/errors';
import { FakeSocket } from '../support/fake-socket';
import { allOf } from '../support/recorded';
import { thrown } from '../support/thrown';

const URL_OF_GATEWAY = 'wss://ws.example.com/production';

/** A configuration as JavaScript may pass it. */
const config = (options: object) => ({ url: URL_OF_GATEWAY, log: false, ...options }) as GatewaySocketConfig;
const refusal = (options: object) => thrown(() => gatewaySocket(config(options)));

describe('a wrong option is a ConfigError at once, which names it, what came, and what would be right', () => {
  const LONGEST = 2 ** 31 - 1;
  const ms = /must be a number of ms from 0 to 2147483647; got /;
  const msOrForEver = /must be a number of ms from 0 to 2147483647, or Infinity; got /;
  const text = /must be a non-empty string; got /;
  const flag = /must be true or false; got /;

  it.each<readonly [string, object, RegExp, string]>([
    ['url', { url: undefined }, /must be an address such as 'wss/, 'nothing'],
    ['url', { url: '' }, /must be an address such as 'wss/, 'an empty string'],
    ['url', { url: 'ws://evil.example\\@localhost/' }, /must be an address such as/, '…'],
    ['url', { url: `${URL_OF_GATEWAY}?ws%5Ftoken=x` }, /must not carry 'ws_token'/, 'ws%5Ftoken=…'],
    ['tokenTimeout', { tokenTimeout: 0 }, /must be a number over 0/, '0'],
    ['backoff.initial', { backoff: { initial: 3e9 } }, /must be a number of ms from 0 to/, '3000000000'],
    ['outbox', { outbox: 5 }, /must be an object/, '5'],
    ['query', { query: [] }, /must be an object/, 'an array'],
    ['signal', { signal: null }, /must be an AbortSignal/, 'null'],
    ['url', { url: 42 }, /or a function that returns one/, 'number'],
    ['url', { url: 'https://ws.example.com' }, /must start with wss/, "'https://ws.example.com'"],
    ['url', { url: 'ws://ws.example.com' }, /use wss:\/\/, or set allowInsecure/, "'ws://ws.example.com'"],
    ['url', { url: 'ws.example.com' }, /must be an address such as 'wss/, "'ws.example.com'"],
    [
      'url',
      { url: `${URL_OF_GATEWAY}?ws_token=t` },
      /it is added for each connection/,
      `'${URL_OF_GATEWAY}?ws_token=…'`,
    ],
    ['url', { url: `${URL_OF_GATEWAY}?room=r`, channelParam: 'room' }, /must not carry 'room'/, 'room=…'],
    ['allowInsecure', { allowInsecure: 'yes' }, flag, "'yes'"],
    ['allowInsecure', { allowInsecure: 1, url: 'ws://ws.example.com' }, flag, '1'],
    ['token', { token: Promise.resolve('SECRET') }, /is a Promise.*\(\) => fetchToken\(\)/, 'one token'],
    ['token', { token: { then: () => 'SECRET' } }, /is a Promise/, 'works once'],
    ['token', { token: 'SECRET' }, /must be an Observable or a function/, 'a string'],
    ['token', { token: { token: 'SECRET' } }, /must be an Observable or a function/, 'an object'],
    ['token', { token: 42 }, /must be an Observable or a function/, 'a number'],
    ['channel', { channel: 'a room' }, /must match \/\^\[A-Za-z0-9_-\]\{1,128\}\$\//, "'a room'"],
    ['channel', { channel: '' }, /must match/, "''"],
    ['channel', { channel: 'ü' }, /must match/, "'ü'"],
    ['channel', { channel: 'x'.repeat(129) }, /must match/, `'${'x'.repeat(80)}…'`],
    ['channel', { channel: 42 }, /must match/, '42'],
    ['channel', { channel: 'b', channelPattern: /^a$/ }, /must match \/\^a\$\//, "'b'"],
    ['tokenParam', { tokenParam: '' }, text, "''"],
    ['tokenParam', { tokenParam: 7 }, text, '7'],
    ['channelParam', { channelParam: '' }, text, "''"],
    ['channelParam', { channelParam: 'same', tokenParam: 'same' }, /must differ from tokenParam/, "'same'"],
    ['query', { query: 'a=1' }, /must be an object/, "'a=1'"],
    ['query', { query: null }, /must be an object/, 'null'],
    ['query.ws_token', { query: { ws_token: 't' } }, /leave it out, or rename it with tokenParam/, 'ws_token'],
    ['query.channel', { query: { channel: 'c' } }, /leave it out, or rename it with channelParam/, 'channel'],
    ['query.room', { query: { room: 'c' }, channelParam: 'room' }, /leave it out/, 'room'],
    ['query.v', { query: { v: undefined } }, /a string, a number or a boolean; got /, 'undefined'],
    ['query.v', { query: { v: {} } }, /a string, a number or a boolean; got /, 'an object'],
    ['route', { route: '' }, text, "''"],
    ['route', { route: 7 }, text, '7'],
    ['typeKey', { typeKey: '' }, text, "''"],
    ['typeKey', { typeKey: ['type'] }, text, 'an array'],
    ['typeOf', { typeOf: 'type' }, /must be a function; got /, "'type'"],
    ['tokenTimeout', { tokenTimeout: -1 }, ms, '-1'],
    ['tokenTimeout', { tokenTimeout: Infinity }, ms, 'Infinity'],
    ['tokenTimeout', { tokenTimeout: '10s' }, ms, "'10s'"],
    ['openTimeout', { openTimeout: NaN }, ms, 'NaN'],
    ['openTimeout', { openTimeout: LONGEST + 1 }, ms, `${LONGEST + 1}`],
    ['linger', { linger: -5 }, msOrForEver, '-5'],
    ['linger', { linger: true }, msOrForEver, 'true'],
    ['linger', { linger: NaN }, msOrForEver, 'NaN'],
    ['linger', { linger: -Infinity }, msOrForEver, '-Infinity'],
    ['requestTimeout', { requestTimeout: 2 ** 31 }, msOrForEver, '2147483648'],
    ['singleUseToken', { singleUseToken: 0 }, flag, '0'],
    ['backoff.initial', { backoff: { initial: -1 } }, /must be a number of ms/, '-1'],
    ['backoff.jitter', { backoff: { jitter: 'some' } }, /'equal', 'full' or 'none'/, "'some'"],
    ['isFatal', { isFatal: true }, /must be a function; got /, 'true'],
    ['resumeOn', { resumeOn: () => EMPTY }, /must be an Observable/, 'a function'],
    ['resumeOn', { resumeOn: null }, /must be an Observable/, 'null'],
    ['limits.messageBytes', { limits: { messageBytes: 0 } }, /must be a number over 0/, '0'],
    ['limits.messageBytes', { limits: { messageBytes: '32K' } }, /must be a number over 0/, "'32K'"],
    ['outbox.capacity', { outbox: { capacity: -1 } }, /a whole number of at least 0/, '-1'],
    ['outbox.capacity', { outbox: { capacity: 1.5 } }, /a whole number of at least 0/, '1.5'],
    ['outbox.capacity', { outbox: { capacity: Infinity } }, /a whole number of at least 0/, 'Infinity'],
    ['outbox.ttl', { outbox: { ttl: -1 } }, ms, '-1'],
    ['outbox.ttl', { outbox: { ttl: Infinity } }, ms, 'Infinity'],
    ['outbox.overflow', { outbox: { overflow: 'drop-newest' } }, /'drop-oldest' or 'throw'/, "'drop-newest'"],
    ['WebSocketCtor', { WebSocketCtor: {} }, /must be a function; got /, 'an object'],
    ['signal', { signal: {} }, /must be an AbortSignal; got /, 'an object'],
    ['signal', { signal: 'abort' }, /must be an AbortSignal; got /, "'abort'"],
  ])('%s: %p', (option, options, right, came) => {
    const error = refusal(options);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ name: 'ConfigError', kind: 'config', option });
    const { message } = error as ConfigError;
    expect(message.startsWith(`${option}: `)).toBe(true);
    expect(message).toMatch(right);
    expect(message).toContain(came);
  });

  it.each([undefined, null, 'wss://ws.example.com', 42])('the whole configuration as %p', (whole) => {
    const error = thrown(() => gatewaySocket(whole as unknown as GatewaySocketConfig));
    expect(error).toMatchObject({ name: 'ConfigError', option: 'config' });
  });
});

describe('a token that was passed wrongly is not shown', () => {
  it.each<readonly [string, object]>([
    ['as the token', { token: 'SECRET' }],
    ['as an answer', { token: { token: 'SECRET', expires_in: 60 } }],
    ['as a list', { token: ['SECRET'] }],
    ['as a Promise', { token: Promise.resolve('SECRET') }],
    ['in the URL', { url: `${URL_OF_GATEWAY}?ws_token=SECRET` }],
    ['in a URL of the wrong kind', { url: 'https://ws.example.com?ws_token=SECRET' }],
    ['in an insecure URL', { url: 'ws://ws.example.com?ws_token=SECRET' }],
    ['as a password in the URL', { url: 'https://user:SECRET@ws.example.com' }],
    ['in the query', { query: { ws_token: 'SECRET' } }],
  ])('%s', (_name, options) => {
    const error = refusal(options);
    expect(error).toBeInstanceOf(ConfigError);
    expect(allOf(error)).not.toContain('SECRET');
  });
});

it('a wrong value is shown on one line of printable text', () => {
  const channel = 'a\u001b[2J\n\u202e\u009b31mb';
  const error = thrown(() => resolveConfig({ url: 'wss://h', channel }));
  expect((error as Error).message).toContain("got 'a [2J 31mb'.");
});

describe('a right configuration', () => {
  it('may be a URL alone, and has every default', () => {
    expect(resolveConfig({ url: URL_OF_GATEWAY })).toMatchObject({
      url: URL_OF_GATEWAY,
      tokenParam: 'ws_token',
      channelParam: 'channel',
      query: {},
      allowInsecure: false,
      singleUseToken: true,
      tokenTimeout: 10_000,
      openTimeout: 10_000,
      linger: 5_000,
      outbox: { capacity: 1_000, ttl: 60_000, overflow: 'drop-oldest' },
      backoff: {
        initial: 1_000,
        factor: 2,
        max: 30_000,
        jitter: 'equal',
        minUptime: 5_000,
        maxAttempts: Infinity,
        whenRefused: 'take-turns',
      },
    });
  });

  it.each<readonly [string, object]>([
    ['a URL function, which is not called yet', { url: () => 'http://wrong' }],
    ['ws:// to this machine', { url: 'ws://localhost:4510' }],
    ['ws:// elsewhere where that is allowed', { url: 'ws://ws.example.com', allowInsecure: true }],
    ['a URL with a query of its own', { url: `${URL_OF_GATEWAY}?v=1` }],
    ['a cold Observable as token', { token: of('t') }],
    ['a function as token', { token: () => Promise.resolve('t') }],
    ['a channel of 128 characters', { channel: 'x'.repeat(128) }],
    ['a channel of every kind of character', { channel: 'aZ0_-' }],
    ['any channel that its own pattern allows', { channel: 'a room', channelPattern: /^[a-z ]+$/ }],
    ['parameters by other names', { tokenParam: 'auth', channelParam: 'room', query: { ws_token: 'x', channel: 'y' } }],
    ['further parameters', { query: { a: '', b: 0, c: false } }],
    ['no wait at all', { linger: 0, outbox: { ttl: 0, capacity: 0 } }],
    ['no end of a wait', { linger: Infinity, requestTimeout: Infinity }],
    ['the longest wait that a timer can hold', { linger: 2 ** 31 - 1 }],
    ['no limits', { limits: false }],
    ['the limits as they are exported', { limits: apiGatewayLimits }],
    ['resumeOn', { resumeOn: EMPTY }],
    ['a signal', { signal: new AbortController().signal }],
    ['a constructor', { WebSocketCtor: FakeSocket }],
  ])('may have %s', (_name, options) => {
    expect(() => gatewaySocket(config(options))).not.toThrow();
  });

  it('fills in what is given in part', () => {
    expect(resolveConfig(config({ outbox: { capacity: 5 } })).outbox).toEqual({
      capacity: 5,
      ttl: 60_000,
      overflow: 'drop-oldest',
    });
    expect(resolveConfig(config({ backoff: { max: 5 } })).backoff).toMatchObject({ initial: 1_000, max: 5 });
  });

  it.each<readonly [string, object, number | undefined]>([
    ['32 KiB by default', {}, 32_768],
    ['32 KiB where another limit is given', { limits: {} }, 32_768],
    ['the one that is given', { limits: { messageBytes: 100 } }, 100],
    ['none where there is to be none', { limits: false }, undefined],
  ])('has a limit for messages: %s', (_name, options, limit) => {
    const socket = gatewaySocket(config({ ...options, token: NEVER }));
    const size = limit ?? 1_000_000;
    const text = (length: number) => ({ text: 'x'.repeat(length - '{"action":"a","text":""}'.length) });
    expect(socket.send('a', text(size))).toBe('queued');
    if (limit !== undefined)
      expect(thrown(() => socket.send('a', text(size + 1)))).toMatchObject({ kind: 'too-large' });
    socket.close();
  });

  it('leaves the verdict on an error as it is by default', () => {
    const { isFatal } = resolveConfig(config({}));
    const error = new ConfigError('url', 'wrong');
    expect([isFatal(error, true), isFatal(error, false)]).toEqual([true, false]);
  });

  it('is not changed', () => {
    const given = Object.freeze({
      url: URL_OF_GATEWAY,
      log: false,
      query: Object.freeze({ v: 1 }),
      outbox: Object.freeze({ ttl: 1 }),
    });
    expect(() => gatewaySocket(given)).not.toThrow();
  });
});

it.each(['action', 'handler'])("a keepAlive whose params hold '%s' is refused: data never chooses a handler", (key) => {
  const keepAlive = { name: 'ping', every: 1_000, params: { [key]: 'delete_account' } };
  expect(() => gatewaySocket({ url: 'wss://ws.example.com', log: false, keepAlive })).toThrow(
    expect.objectContaining({ name: 'ConfigError', option: 'keepAlive.params' }) as Error,
  );
});
