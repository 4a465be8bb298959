import fc from 'fast-check';
import { checkUrl, connectUrl, isLoopback, isLoopbackUrl, redactUrl } from '../../../lib/connection/connect-url';
import { ConfigError } from '../../../lib/errors';
import { cpuTime } from '../../support/cpu-time';
import { thrown } from '../../support/thrown';
import { words } from '../../support/words';

const NAMES = { tokenParam: 'ws_token', channelParam: 'channel', query: {} };
const BASE = 'wss://ws.example.com/production';

const paramsOf = (url: string) => [...new URL(url).searchParams];
/** Any text that UTF-8 can carry. */
const text = fc.string({ unit: 'binary' });

describe('the URL of a connection', () => {
  it.each([
    ['token and channel', BASE, { token: 't', channel: 'c' }, `${BASE}?channel=c&ws_token=t`],
    ['a token alone', BASE, { token: 't' }, `${BASE}?ws_token=t`],
    ['a channel alone', BASE, { channel: 'c' }, `${BASE}?channel=c`],
    ['nothing', BASE, {}, BASE],
    ['nothing behind its own query', `${BASE}?v=1`, {}, `${BASE}?v=1`],
    ['a token behind its own query', `${BASE}?v=1`, { token: 't' }, `${BASE}?v=1&ws_token=t`],
    ['a token behind an empty query', `${BASE}?`, { token: 't' }, `${BASE}?ws_token=t`],
    ['a token behind a query of a question mark', `${BASE}??`, { token: 't' }, `${BASE}??&ws_token=t`],
    ['a token behind a query left open', `${BASE}?v=1&`, { token: 't' }, `${BASE}?v=1&ws_token=t`],
    ['a token and no path', 'wss://h', { token: 't' }, 'wss://h?ws_token=t'],
  ])('with %s', (_name, base, what, url) => {
    expect(connectUrl(base, NAMES, what)).toBe(url);
  });

  it('carries further parameters and other names', () => {
    const names = { tokenParam: 'auth', channelParam: 'room', query: { v: 2, debug: false, who: 'a b' } };
    expect(paramsOf(connectUrl(BASE, names, { token: 't', channel: 'c' }))).toEqual([
      ['v', '2'],
      ['debug', 'false'],
      ['who', 'a b'],
      ['room', 'c'],
      ['auth', 't'],
    ]);
  });

  it('gives back every parameter as it was put in, whatever characters it has', () => {
    fc.assert(
      fc.property(text, text, fc.dictionary(text, text), (token, channel, query) => {
        fc.pre(!Object.keys(query).some((name) => name === 'ws_token' || name === 'channel'));
        const url = connectUrl(`${BASE}?own=1`, { ...NAMES, query }, { token, channel });
        expect(paramsOf(url)).toEqual([
          ['own', '1'],
          ...Object.entries(query),
          ['channel', channel],
          ['ws_token', token],
        ]);
      }),
    );
  });

  it('that API Gateway would refuse for its length is a ConfigError without the token in it', () => {
    const room = 4_096 - `${BASE}?ws_token=`.length;
    expect(connectUrl(BASE, NAMES, { token: 'x'.repeat(room) })).toHaveLength(4_096);
    expect(() => connectUrl(BASE, NAMES, { token: 'x'.repeat(room + 1) })).toThrow(
      words(/^url: is 4097 characters long/),
    );
    expect(() => connectUrl(BASE, NAMES, { token: 'x'.repeat(room + 1) })).not.toThrow(/xxx/);
  });
});

describe('a configured URL', () => {
  const check = (url: unknown, allowInsecure = false) => checkUrl(url, NAMES, allowInsecure);

  it.each([
    BASE,
    'wss://ws.example.com',
    'WSS://ws.example.com',
    'wss://ws.example.com:8443/a/b?v=1&x',
    'wss://ws.example.com?ws_tokens=1&xchannel=2',
    'ws://localhost',
    'ws://localhost:4510/production',
    'ws://127.0.0.1:8080',
    'ws://127.1.2.3',
    'ws://[::1]:8080/x',
    'WS://LOCALHOST',
  ])('may be %s', (url) => {
    expect(check(url)).toBe(url);
  });

  it.each<readonly [unknown, RegExp]>([
    [undefined, /got nothing/],
    ['', /got an empty string/],
    [null, /got object/],
    [42, /got number/],
    [new URL(BASE), /got object/],
    ['ws.example.com', /such as 'wss/],
    ['wss:ws.example.com', /such as 'wss/],
    ['wss://', /such as 'wss/],
    ['wss://ws.example.com/\u0000', /such as 'wss/],
    ['wss://ws.exam\u0007ple.com', /such as 'wss/],
    ['wss://ws.example.com/a b', /such as 'wss/],
    [' wss://ws.example.com', /such as 'wss/],
    ['http://ws.example.com', /must start with wss:/],
    ['https://ws.example.com', /must start with wss:.*got 'https:/],
    ['ws://ws.example.com', /clear text/],
    ['ws://localhost.evil.com', /clear text/],
    ['ws://notlocalhost', /clear text/],
    ['ws://app.localhost:80', /clear text/],
    ['ws://127.0.0.1.evil.com', /clear text/],
    ['ws://localhost@evil.com', /clear text/],
    ['ws://localhost:80@evil.com', /clear text/],
    ['ws://0.0.0.0', /clear text/],
    ['ws://[::2]', /clear text/],
    [`${BASE}#part`, /no fragment/],
    [`${BASE}?channel=general`, /must not carry 'channel'/],
    [`${BASE}?v=1&ws_token`, /must not carry 'ws_token'/],
  ])('%p is a ConfigError that says what would be right', (url, problem) => {
    expect(() => check(url)).toThrow(ConfigError);
    expect(() => check(url)).toThrow(words(problem));
    expect(thrown(() => check(url))).toMatchObject({ option: 'url' });
  });

  it('may be ws:// to another machine where that is allowed', () => {
    expect(check('ws://ws.example.com', true)).toBe('ws://ws.example.com');
  });

  it.each([
    `${BASE}?ws_token=SECRET`,
    'https://ws.example.com?ws_token=SECRET',
    'ws://ws.example.com?ws_token=SECRET',
    'wss://ws.example.com/a b?ws_token=SECRET',
    'ws.example.com?ws_token=SECRET',
    'https://user:SECRET@ws.example.com',
  ])('is not shown with its token: %s', (url) => {
    expect(() => check(url)).toThrow(ConfigError);
    expect(() => check(url)).not.toThrow(/SECRET/);
  });
});

describe('a loopback host', () => {
  it.each(['localhost', 'LocalHost:80', '127.0.0.1', '127.255.0.1:1', '[::1]', '[::1]:80', 'u:p@localhost'])(
    'is %s',
    (authority) => {
      expect(isLoopback(authority)).toBe(true);
    },
  );
  it.each([
    'example.com',
    'localhost.com',
    'xlocalhost',
    'a.localhost',
    '128.0.0.1',
    '1127.0.0.1',
    '127.0.0',
    '[::1].com',
    'localhost@x',
  ])('is not %s', (authority) => {
    expect(isLoopback(authority)).toBe(false);
  });
});

describe('a name under localhost', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'isSecureContext');
  });

  // Chromium and Firefox keep it on this machine, Safari does not.
  it.each([true, false, undefined])(
    'is a name like any other: a name server may say where it leads (isSecureContext: %s)',
    (value) => {
      if (value !== undefined) Object.defineProperty(globalThis, 'isSecureContext', { value, configurable: true });
      for (const host of ['app.localhost', 'a.b.LOCALHOST:8080', 'localhost.']) expect(isLoopback(host)).toBe(false);
      expect(isLoopbackUrl('ws://app.localhost/')).toBe(false);
      expect(isLoopback('localhost')).toBe(true);
    },
  );
});

describe('a URL that was made to be slow', () => {
  const LONG = 200_000;
  // Each took 2 s at a tenth of the length, and a hundred times that at this one.
  it.each([
    ['a long host and a fragment that ends in a line break', `wss://${'a'.repeat(LONG)}#\n`],
    ['a long path and a line break', `wss://h/${'a'.repeat(LONG)}#\n`],
    ['many equals signs and a line break', `wss://h/?${'='.repeat(LONG)}\n`],
    ['many equals signs', `wss://h/?${'='.repeat(LONG)}`],
    ['many colons', `ws://${':1'.repeat(LONG)}x`],
    ['many at signs', `ws://${'@'.repeat(LONG)}x`],
    ['a long scheme', `${'a'.repeat(LONG)}:/`],
    ['many slashes', '/'.repeat(LONG)],
    ['many question marks', `wss://h${'?'.repeat(LONG)}`],
    ['many ampersands', `wss://h?${'&'.repeat(LONG)}`],
    ['many hashes', `wss://h?${'#'.repeat(LONG)}\n`],
  ])('is read in no time: %s', (_name, url) => {
    const spent = cpuTime(() => {
      try {
        checkUrl(url, NAMES, false);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
      redactUrl(url);
      isLoopbackUrl(url);
    });
    expect(spent).toBeLessThan(1_000);
  });
});

describe('redactUrl', () => {
  it.each([
    [BASE, BASE],
    ['wss://h', 'wss://h'],
    ['wss://h?', 'wss://h'],
    ['wss://h/p?a=1&b&c=2', 'wss://h/p?a=…&…&c=…'],
    ['wss://h/p?a=1#secret', 'wss://h/p?a=…#…'],
    ['wss://user:password@h/p', 'wss://…@h/p'],
    ['wss://user:p@ss@h/p', 'wss://…@h/p'],
    ['wss://h/p;jsessionid=secret/q;a=1?b=2', 'wss://h/p;jsessionid=…/q;a=…?b=…'],
    ['wss://h/\u001b[2J\n\u202ep?\u009b31m=1', 'wss://h/ [2J p? 31m=…'],
    ['wss://h&ws_token=secret', 'wss://h&ws_token=…'],
    ['no-url?a=1', '…'],
    ['//user:password@h/p', '…'],
    ['wss://us\ner:password@h/p', 'wss://…@h/p'],
    ['ws.example.com', 'ws.example.com'],
    ['0123456789abcdef'.repeat(4), '…'],
  ])('shows %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it('never shows a token, wherever in the query it stands', () => {
    const token = fc.stringMatching(/^[0-9a-f]{64}$/);
    const name = fc.stringMatching(/^[a-z_]{1,12}$/);
    fc.assert(
      fc.property(token, name, fc.dictionary(name, fc.string()), fc.boolean(), (token, tokenParam, query, fragment) => {
        const url = connectUrl(BASE, { ...NAMES, tokenParam, query }, { token, channel: 'general' });
        expect(redactUrl(fragment ? `${url}#${token}` : url)).not.toContain(token);
      }),
    );
  });

  it('never throws and never shows more than the text before a query, whatever it is given', () => {
    fc.assert(
      fc.property(text, (prefix) => {
        expect(redactUrl(`${prefix}?ws_token=SECRET`)).not.toContain('SECRET');
      }),
    );
  });
});
