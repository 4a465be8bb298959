// Of the default build alone (of words): spec/production/in-numbers.ts leaves it out.
import fc from 'fast-check';
import { EMPTY, NEVER, of } from 'rxjs';
import { attemptBudget, caughtUp, djangoToken, gatewaySocket, retryBackoff } from '../../lib';
import { isConfigError } from '../../lib/errors';
import { REQUIRED } from '../../lib/option-table';
import { show } from '../../lib/show';
import { acrossTabs } from '../../lib/tabs';
import { declarations, type Declared } from '../docs/option-tables';
import { thrown } from '../support/thrown';

const options = declarations.flatMap((declared) => declared.options);

const LONGEST = 2 ** 31 - 1;
const delay = fc.oneof(fc.integer({ min: 0, max: LONGEST }), fc.double({ min: 0, max: LONGEST, noNaN: true }));
const noDelay = fc.oneof(
  fc.integer({ max: -1 }),
  fc.double({ min: LONGEST + 1, max: 1e12, noNaN: true }),
  fc.constantFrom(NaN, -Infinity, '10s', '', true, null, {}, []),
);
const notWhole = fc.oneof(
  fc.double({ noInteger: true, noDefaultInfinity: true }),
  fc.constantFrom(NaN, -1, -Infinity, '5', null, true),
);
const noFunction = fc.constantFrom<unknown[]>(5, 'x', {}, [], null, true);
const noObject = fc.constantFrom<unknown[]>(5, 'x', [], null, true, () => 1);
const noText = fc.constantFrom<unknown[]>('', 5, {}, [], null, true);

/** For each kind of option, by its words: values that it takes, and values that it refuses. */
const kinds: Readonly<Record<string, readonly [right: fc.Arbitrary<unknown>, wrong: fc.Arbitrary<unknown>]>> = {
  // A prefix, since tokenParam and channelParam must differ.
  'a non-empty string': [fc.string().map((text) => `a${text}`), noText],
  'a function': [fc.constant(() => []), noFunction],
  'true or false': [fc.boolean(), fc.constantFrom('yes', 1, 0, null, {})],
  'an object': [fc.constant({}), noObject],
  'an object or false': [fc.constant(false), fc.constantFrom('x', 5, [], null, true)],
  'an Observable': [fc.constant(EMPTY), noFunction],
  'an Observable or false': [fc.constantFrom(NEVER, false), fc.constantFrom(true, null, ['online'], () => EMPTY)],
  'an Observable that emits when to try again': [fc.constant(EMPTY), noObject],
  'a number over 0': [fc.double({ min: 1e-3, noNaN: true }), fc.constantFrom(0, -1, NaN, -Infinity, '32K', null)],
  [`a number of ms from 0 to ${LONGEST}`]: [delay, fc.oneof(noDelay, fc.constant(Infinity))],
  [`a number of ms from 0 to ${LONGEST}, or Infinity`]: [fc.oneof(delay, fc.constant(Infinity)), noDelay],
  'a number of at least 1': [
    fc.double({ min: 1, max: 1e9, noNaN: true }),
    fc.constantFrom(0.9, 0, -2, NaN, Infinity, '2'),
  ],
  'a whole number of at least 0': [fc.nat(), fc.oneof(notWhole, fc.constant(Infinity))],
  'a whole number of at least 1': [fc.integer({ min: 1 }), fc.oneof(notWhole, fc.constantFrom(0, Infinity))],
  'a whole number of at least 0, or Infinity': [fc.oneof(fc.nat(), fc.constant(Infinity)), notWhole],
  'a whole number of at least 1, or Infinity': [fc.integer({ min: 1 }), fc.oneof(notWhole, fc.constant(0))],
  "'take-turns' or 'back-off'": [fc.constantFrom('take-turns', 'back-off'), fc.constantFrom('x', '', 5, null)],
  "'equal', 'full' or 'none'": [fc.constantFrom('equal', 'full', 'none'), fc.constantFrom('some', false, null)],
  "'drop-oldest' or 'throw'": [fc.constantFrom('drop-oldest', 'throw'), fc.constantFrom('drop-newest', false, null)],
  "'same-origin' or 'include'": [fc.constantFrom('same-origin', 'include'), fc.constantFrom('omit', true, null)],
  "'text', false or a function": [fc.constantFrom('text', false, () => 1), fc.constantFrom('id', true, null, {})],
  "'warn', 'debug', false or an object with the functions warn and debug": [
    fc.constantFrom('warn', 'debug', false, console),
    fc.constantFrom('info', true, {}, { warn: () => 1 }, null),
  ],
  'a number or an attemptBudget()': [fc.constantFrom(1, 20, attemptBudget(5)), fc.constantFrom('10', null, {}, true)],
  'a regular expression': [fc.constant(/^a$/), fc.constantFrom('^a$', null, {})],
  'an object of further parameters': [fc.constant({ v: 1 }), noObject],
  'an AbortSignal': [fc.constant(new AbortController().signal), fc.constantFrom(null, {}, 'abort', true)],
  'an object with a schema for each type': [fc.constant({}), noObject],
  'a string or a function that returns it': [fc.constantFrom('', 'x', () => 'x'), fc.constantFrom(5, {}, null, true)],
  "as 'X-CSRFToken'": [fc.constant('X-XSRF-TOKEN'), fc.constantFrom('', 'HTTP_X', 'a b', 'a\nb', 5, null)],
};

const PING = { name: 'ping', every: 1_000 };
const HISTORY = { live$: NEVER, opened$: NEVER, fetch: () => of([]), key: () => 1 };

/** Uses an option where it belongs. */
function use(name: string, value: unknown): void {
  const [owner = '', option] = name.split('.');
  const given = (beside: object) => ({ ...beside, [option ?? '']: value });
  const config = { url: 'wss://ws.example.com', log: false as const };
  if (owner === 'djangoToken') void djangoToken('/api/ws-token/', given({}));
  else if (owner === 'caughtUp') void caughtUp(given(HISTORY) as typeof HISTORY);
  else if (owner === 'tabs') acrossTabs({ ...config, tabs: given({ as: 'ada' }) as never }).close();
  else {
    const nested = option === undefined ? value : given(owner === 'keepAlive' ? PING : {});
    gatewaySocket({ ...config, [owner]: nested }).close();
    if (owner === 'backoff' && option !== undefined) retryBackoff(given({}));
  }
}

describe('every option of a table', () => {
  beforeEach(() => jest.spyOn(console, 'debug').mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  it('is one of a kind that is known here', () => {
    const words = options.flatMap(({ rules }) => rules.map(([be]) => be));
    expect([...new Set(words)].sort()).toEqual(Object.keys(kinds).sort());
    expect(options.length).toBeGreaterThan(60);
  });

  it.each(options.filter(({ byDefault }) => byDefault !== undefined && byDefault !== REQUIRED))(
    '$name has a default that passes its own check',
    ({ name, byDefault }) => {
      expect(() => use(name, byDefault)).not.toThrow();
      expect(() => use(name, undefined)).not.toThrow();
    },
  );

  it.each(options.filter(({ byDefault }) => byDefault === REQUIRED))('$name must be given', ({ name }) => {
    expect(thrown(() => use(name, undefined))).toMatchObject({ name: 'ConfigError', option: name });
  });

  const checked = options.filter(({ rules }) => rules.length > 0);

  it.each(checked)('$name takes what is right', ({ name, rules }) => {
    const be = rules[0]?.[0] ?? '';
    fc.assert(
      fc.property(kinds[be]?.[0] ?? fc.constant(undefined), (value) => {
        // The second rule of a delay is that it must be over 0.
        fc.pre(rules.length === 1 || value !== 0);
        expect(() => use(name, value)).not.toThrow();
      }),
      { numRuns: 20 },
    );
  });

  it('refuses each wrong value by a ConfigError with its name, what came and what would be right', () => {
    const wrong = fc
      .constantFrom(...checked)
      .chain((option: Declared) =>
        fc
          .constantFrom(...option.rules)
          .chain(([be]) => (kinds[be]?.[1] ?? fc.constant(undefined)).map((value) => [option, value] as const)),
      );
    fc.assert(
      fc.property(wrong, ([{ name, rules }, value]) => {
        const error = thrown(() => use(name, value));
        if (!isConfigError(error)) throw new Error(`${name} took ${show(value)}`);
        expect(error.option).toBe(name);
        const { message } = error;
        expect(rules.map(([be]) => `${name}: must be ${be}; got ${show(value)}.`)).toContain(message);
      }),
      { numRuns: 2_000 },
    );
  });
});
