import { checkCloseFrame, normalClosure } from '../../lib/connection/close-frame';
import { ConfigError } from '../../lib/errors';

const checked = (code: unknown, reason: unknown = '') =>
  checkCloseFrame({ code: code as number, reason: reason as string });

it.each([1_000, 3_000, 4_000, 4_999])('a connection may be closed with %d', (code) => {
  expect(checked(code, 'bye')).toEqual({ code, reason: 'bye' });
});

it.each([0, 999, 1_001, 1_006, 2_999, 5_000, 3_000.5, -1_000, NaN, Infinity, '1000', null, undefined])(
  'a connection may not be closed with %p, which no browser would send',
  (code) => {
    expect(() => checked(code)).toThrow(ConfigError);
    expect(() => checked(code)).toThrow(/^code: must be 1000 or from 3000 to 4999; got /);
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
  expect(() => checked(1_000, reason)).toThrow(`reason: must be a string of at most 123 bytes; got ${shown}.`);
});

it('the normal closure is a legal one', () => {
  expect(checkCloseFrame(normalClosure)).toEqual({ code: 1_000, reason: '' });
});
