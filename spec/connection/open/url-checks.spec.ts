import fc from 'fast-check';
import { checkUrl, connectUrl, redactUrl } from '../../../lib/connection/connect-url';
import { ConfigError } from '../../../lib/errors';

const NAMES = { tokenParam: 'ws_token', channelParam: 'channel', query: {} };

function isAccepted(url: string): boolean {
  try {
    return checkUrl(url, NAMES, false) === url;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

/** Where a browser would connect to this machine and to no other. */
function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

const HERE = [
  'localhost',
  'LOCALHOST',
  'LocalHost',
  'localhost:80',
  'localhost:8000',
  'localhost:',
  'user@localhost',
  'user:pass@localhost',
  'a@b@localhost',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.1.2.3',
  '127.255.255.255',
  '[::1]',
  '[::1]:8000',
  'u:p@[::1]:8000',
];

const ELSEWHERE = [
  'example.com',
  'localhost.com',
  'localhost.evil.test',
  'evil.test.localhost',
  'a.localhost',
  'xlocalhost',
  'notlocalhost',
  'localhos',
  'localhost.',
  'localhost..',
  '.localhost',
  '-localhost',
  'local host',
  'localhost%00.evil.test',
  'localhost%2eevil.test',
  'localhost%2e',
  '%6cocalhost',
  'localhost\\.evil.test',
  'localhost\\@evil.test',
  'evil.test\\@localhost',
  'evil.test%5c@localhost\\',
  'evil.test#@localhost',
  'evil.test?@localhost',
  'evil.test/@localhost',
  'localhost@evil.test',
  'localhost:80@evil.test',
  'localhost:@evil.test',
  '127.0.0.1@evil.test',
  '[::1]@evil.test',
  '@evil.test',
  ':80@evil.test',
  'localhost,evil.test',
  'localhost;evil.test',
  'localhost\tevil.test',
  'localhost\nevil.test',
  'local\nhost.evil.test',
  'localhost\u3002evil.test',
  '\u24dbocalhost.evil.test',
  'localho\u017ft',
  '\uff4cocalhost',
  '127.0.0.1.evil.test',
  '127.0.0',
  '127.0.1',
  '127.1',
  '127',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '127.0.0.0x1',
  '1127.0.0.1',
  '128.0.0.1',
  '126.255.255.255',
  '0.0.0.0',
  '0',
  '127.0.0.1.',
  '127.0.0.1%2e',
  '[::]',
  '[::2]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::1%25eth0]',
  '[::1',
  '::1',
  '[::1].evil.test',
  '[::1]x',
  '10.0.0.1',
  '192.168.0.1',
  '169.254.169.254',
  'host.docker.internal',
  '',
];

describe('ws:// without TLS', () => {
  it.each(HERE)('goes to this machine: %s', (host) => {
    expect(isAccepted(`ws://${host}/production`)).toBe(true);
    expect(isThisMachine(new URL(`ws://${host}/production`))).toBe(true);
  });

  it.each(ELSEWHERE)('goes nowhere else, and to no odd spelling of this machine: %s', (host) => {
    expect(isAccepted(`ws://${host}/production`)).toBe(false);
  });
});

/** Parts of URLs that mean something to a parser, put together in any order. */
const part = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'ws://',
      'wss://',
      'WS://',
      'ws:',
      'http://',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '.',
      '?',
      '#',
      '&',
      '=',
      '%',
      '[',
      ']',
      'localhost',
      '127.0.0.1',
      '[::1]',
      'evil.test',
      'ws_token',
      'channel',
      '%77s_token',
      'ws%5ftoken',
      'ws+token',
      'c%68annel',
      '%63hannel%',
      '%2e',
      '%40',
      '%23',
      '%3f',
      '%26',
      ':80',
      '\t',
      '\n',
      '\r',
      ' ',
      '\u0000',
      '\u00a0',
      '\u3002',
      '\uff0e',
      '\u2028',
      '\ud800',
      'user',
      '0x7f',
      '::1',
      ';',
      'a',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
);
const url = fc
  .tuple(
    fc.constantFrom('ws://', 'wss://', 'ws://localhost', 'ws://127.0.0.1', 'wss://ws.example.com?', ''),
    fc.array(part, { maxLength: 8 }),
  )
  .map(([start, parts]) => start + parts.join(''));

describe('100,000 URLs made at random', () => {
  it('are refused, or lead where they say: over TLS or to this machine, to the same host with a token as without, with one token and one channel', () => {
    let accepted = 0;
    fc.assert(
      fc.property(url, (text) => {
        // What no WebSocket can be made of leads nowhere.
        if (!isAccepted(text) || !URL.canParse(text)) return;
        accepted += 1;
        const leadsTo = new URL(text);
        if (leadsTo.protocol !== 'wss:') {
          expect(leadsTo.protocol).toBe('ws:');
          expect(isThisMachine(leadsTo)).toBe(true);
        }
        const connected = new URL(connectUrl(text, NAMES, { token: 'the token&x=1#', channel: 'room' }));
        expect(connected.origin).toBe(leadsTo.origin);
        expect(connected.pathname).toBe(leadsTo.pathname);
        expect(connected.hash).toBe('');
        expect(connected.searchParams.getAll('ws_token')).toEqual(['the token&x=1#']);
        expect(connected.searchParams.getAll('channel')).toEqual(['room']);
      }),
      { numRuns: 100_000 },
    );
    // A generator whose every URL is refused would prove nothing.
    expect(accepted).toBeGreaterThan(1_000);
  }, 60_000);

  it('show nothing of their query, their password or their fragment when they are shown', () => {
    const secret = 'planted5ecret';
    const place = fc.constantFrom('?ws_token=', '?a=1&b=', '#', '?x=1#y=');
    fc.assert(
      fc.property(url, place, fc.array(part, { maxLength: 3 }), (text, before, after) => {
        const shown = [redactUrl(`${text}${before}${secret}${after.join('')}`), redactUrl(`wss://u:${secret}@${text}`)];
        for (const one of shown) expect(one).not.toContain(secret);
      }),
      { numRuns: 5_000 },
    );
  }, 60_000);
});
