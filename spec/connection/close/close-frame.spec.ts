import fc from 'fast-check';
import { endingOf } from '../../../lib/connection/endings';
import { checkCloseFrame, normalClosure, withoutSecret } from '../../../lib/connection/close-frame';
import { ConfigError } from '../../../lib/errors';
import { words } from '../../support/words';

const checked = (code: unknown, reason: unknown = '') =>
  checkCloseFrame({ code: code as number, reason: reason as string });

it.each([1_000, 3_000, 4_000, 4_999])('a connection may be closed with %d', (code) => {
  expect(checked(code, 'bye')).toEqual({ code, reason: 'bye' });
});

it.each([0, 999, 1_001, 1_006, 2_999, 5_000, 3_000.5, -1_000, NaN, Infinity, '1000', null, undefined])(
  'a connection may not be closed with %p, which no browser would send',
  (code) => {
    expect(() => checked(code)).toThrow(ConfigError);
    expect(() => checked(code)).toThrow(words(/^code: must be 1000 or from 3000 to 4999; got /));
  },
);

it.each(['', 'x'.repeat(123), 'é'.repeat(61), '€'.repeat(41), '😀'.repeat(30)])(
  'a reason of at most 123 bytes is accepted: %s',
  (reason) => {
    expect(checked(1_000, reason).reason).toBe(reason);
  },
);

it.each([
  ['x'.repeat(124), '124 bytes'],
  ['é'.repeat(62), '124 bytes'],
  ['€'.repeat(42), '126 bytes'],
  ['😀'.repeat(31), '124 bytes'],
  [42, 'number'],
  [null, 'object'],
])('the reason %p is too much for a close frame', (reason, shown) => {
  expect(() => checked(1_000, reason)).toThrow(words(`reason: must be a string of at most 123 bytes; got ${shown}.`));
});

it('the normal closure is a legal one', () => {
  expect(checkCloseFrame(normalClosure)).toEqual({ code: 1_000, reason: '' });
});

describe('the reason of a close frame', () => {
  const TOKEN = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

  it.each([
    ['of the gateway', 'Going away', 'Going away'],
    ['that is empty', '', ''],
    ['that quotes the token', `Invalid token ${TOKEN}: log in`, 'Invalid token …'],
    ['that quotes the URL', `wss://h/?channel=a&ws_token=${TOKEN}`, 'wss://h/?channel=a&ws_token=…'],
    ['that has room for a part of it', `no ${TOKEN.slice(0, 30)}`, 'no …'],
    ['that has the end of it', `no ${TOKEN.slice(-12)}`, 'no …'],
    ['that has it over lines', `no\n${TOKEN.slice(0, 6)}\n${TOKEN.slice(6, 12)}\n${TOKEN.slice(12, 18)}`, '…'],
    ['that has it in groups', `no ${TOKEN.slice(0, 4)}-${TOKEN.slice(4, 8)}-${TOKEN.slice(8, 12)}`, '…'],
    ['that has a few characters of it by chance', 'error 9f86d0', 'error 9f86d0'],
  ])('%s shows no token', (_name, reason, shown) => {
    expect(withoutSecret(reason, TOKEN)).toBe(shown);
  });

  it('shows no token that is written as in a URL', () => {
    expect(withoutSecret('no a%2Fb%2Fc%3D%3D here', 'a/b/c==')).toBe('no …');
  });

  it('shows no token that is shorter than a telling part', () => {
    expect(withoutSecret('no t-1 here', 't-1')).toBe('no …');
  });

  it.each([undefined, '', '----'])('stays as it is for the token %p', (token) => {
    expect(withoutSecret('Going away', token)).toBe('Going away');
  });

  it('shows no telling part of a token, whatever stands around it', () => {
    const token = fc.stringMatching(/^[0-9a-f]{64}$/);
    const around = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(token, around, around, fc.integer({ min: 8, max: 64 }), (secret, before, after, length) => {
        const shown = withoutSecret(`${before}${secret.slice(0, length)}${after}`, secret);
        for (let at = 0; at + 8 <= secret.length; at += 1) expect(shown).not.toContain(secret.slice(at, at + 8));
      }),
    );
  });
});

describe('the text of an ending', () => {
  const HOSTILE = [
    '\u001b[2J',
    '\u009b31m',
    '\u0007',
    '\r\n',
    '\u2028',
    '\u202e',
    '\u2066',
    '\u00ad',
    '\ud800',
    '\ufeff',
  ];

  it.each(['refused', 'lost'] as const)('is one line of printable text, whatever the reason has: %s', (kind) => {
    const reason = `a${HOSTILE.join('')}b`;
    const error = endingOf(kind, { code: 1_008, reason, wasClean: true }, 5, 'token');
    expect(error.message).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(error.message).toMatch(words('"a [2J 31m b"'));
    // What it was is kept beside it.
    expect(error.reason).toBe(reason);
  });
});
