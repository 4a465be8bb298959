import { isLoopbackAddress } from '../../lib/local-gateway/rules/loopback';
import { originOf, Visitors } from '../../lib/local-gateway/rules/visitors';

describe('an origin is read as browsers write it', () => {
  it.each([
    ['http://App.Test:80', 'http://app.test'],
    ['https://[::1]:8443', 'https://[::1]:8443'],
    ['chrome-extension://ABC', 'chrome-extension://abc'],
    ['null', 'null'],
    ['http://127.1', 'http://127.0.0.1'],
  ])('%s', (text, origin) => {
    expect(originOf(text)).toBe(origin);
  });

  it.each([
    '',
    'app.test',
    'http:',
    'http://',
    'http://a/b',
    'http://a?b',
    'http://a@b',
    'http://a\\b',
    ' http://a',
    '*',
  ])('and %j is none', (text) => {
    expect(originOf(text)).toBeUndefined();
  });
});

describe('a visitor', () => {
  const visitors = new Visitors(['http://app.test:5173'], true);

  it.each([
    'localhost',
    'LOCALHOST:3001',
    '127.0.0.1',
    '127.9.8.7:1',
    '127.1',
    '0x7f.1',
    '127.0.0.1.',
    '[::1]:3001',
    '[0:0::1]',
    '[::ffff:127.0.0.1]:3001',
    'a.localhost',
    'app.test:1',
  ])('comes in at the Host %s', (host) => {
    expect(visitors.refusalOf({ host })).toBeUndefined();
  });

  it.each([
    '',
    'example.com',
    '127.0.0.1.example.com',
    '128.0.0.1',
    '0',
    '[::]',
    '[::ffff:128.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '127.0.0.1, localhost',
    'localhost localhost',
    'http://localhost',
    'localhost:80:80',
    'example.com:localhost',
    '[::2]',
    'localhost.',
    'x@localhost',
    'localhost#',
  ])('and not at the Host %j', (host) => {
    expect(visitors.refusalOf({ host })).toMatch(/^the Host ".*" is not this machine's; a name in allowedOrigins/);
  });

  it('is named in a refusal in no more than a line', () => {
    const refusal = visitors.refusalOf({ host: 'localhost', origin: `http://${'x'.repeat(5_000)}\u001b[2J` });
    expect(refusal?.length).toBeLessThan(250);
    expect(refusal).not.toContain('\u001b');
  });
});

describe('an address to listen on', () => {
  it.each([
    'localhost',
    'LocalHost',
    '127.0.0.1',
    '127.1',
    '127.255.0.3',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('is reached from this machine alone: %s', (host) => {
    expect(isLoopbackAddress(host)).toBe(true);
  });

  it.each(['0.0.0.0', '0', '::', '::ffff:0.0.0.0', '192.168.0.2', 'dev-box', 'localhost.dev-box', 'a b', '', 'x]:1'])(
    'is reached from elsewhere, or may be: %j',
    (host) => {
      expect(isLoopbackAddress(host)).toBe(false);
    },
  );
});
