// Of the default build alone (of checks of wrong delays): spec/production/in-numbers.ts leaves it out.
import { EMPTY, of } from 'rxjs';
import { apiGatewayLimits, attemptBudget, ConfigError, gatewaySocket } from '../../../lib';
import { pingOf } from '../../../lib/sending/own-messages';
import { resolveConfig, type Settings } from '../../../lib/settings';
import { recorded } from '../../support/recorded';
import { thrown } from '../../support/thrown';

const refusal = (options: object) =>
  thrown(() => gatewaySocket({ url: 'wss://ws.example.com', log: false, ...options }));

const PING = { name: 'ping', every: 1_000 };
const LONGEST = 2 ** 31 - 1;

describe('an option of the connection that can never work is a ConfigError at once, which names it', () => {
  it.each<readonly [string, object, string]>([
    ['limits', { limits: true }, 'true'],
    ['limits', { limits: null }, 'null'],
    ['limits', { limits: 'aws' }, "'aws'"],
    ['limits.idle', { limits: { idle: 0 } }, '0'],
    ['limits.idle', { limits: { idle: '10m' } }, "'10m'"],
    ['limits.age', { limits: { age: -1 } }, '-1'],
    ['limits.age', { limits: { age: NaN } }, 'NaN'],
    ['limits.messageBytes', { limits: { messageBytes: 0 } }, '0'],
    ['rotation', { rotation: true }, 'true'],
    ['rotation', { rotation: null }, 'null'],
    ['rotation', { rotation: 600_000 }, '600000'],
    ['rotation.ahead', { rotation: { ahead: -1 } }, '-1'],
    ['rotation.ahead', { rotation: { ahead: LONGEST + 1 } }, `${LONGEST + 1}`],
    ['rotation.idleAhead', { rotation: { idleAhead: NaN } }, 'NaN'],
    ['rotation.spread', { rotation: { spread: Infinity } }, 'Infinity'],
    ['rotation.overlap', { rotation: { overlap: '10s' } }, "'10s'"],
    ['rotation.overlap', { rotation: { overlap: -5 } }, '-5'],
    ['rotation.dedupe', { rotation: { dedupe: 'id' } }, "'id'"],
    ['rotation.dedupe', { rotation: { dedupe: true } }, 'true'],
    ['keepAlive', { keepAlive: true }, 'true'],
    ['keepAlive', { keepAlive: null }, 'null'],
    ['keepAlive', { keepAlive: 30_000 }, '30000'],
    ['keepAlive.name', { keepAlive: { every: 1_000 } }, 'undefined'],
    ['keepAlive.name', { keepAlive: { ...PING, name: '' } }, "''"],
    ['keepAlive.every', { keepAlive: { name: 'ping' } }, 'undefined'],
    ['keepAlive.every', { keepAlive: { ...PING, every: 0 } }, '0'],
    ['keepAlive.every', { keepAlive: { ...PING, every: LONGEST + 1 } }, `${LONGEST + 1}`],
    ['keepAlive.timeout', { keepAlive: { ...PING, timeout: -1 } }, '-1'],
    ['keepAlive.timeout', { keepAlive: { ...PING, timeout: '5s' } }, "'5s'"],
    ['attemptsPerMinute', { attemptsPerMinute: 0 }, '0'],
    ['attemptsPerMinute', { attemptsPerMinute: 2.5 }, '2.5'],
    ['attemptsPerMinute', { attemptsPerMinute: Infinity }, 'Infinity'],
    ['attemptsPerMinute', { attemptsPerMinute: '10' }, "'10'"],
    ['attemptsPerMinute', { attemptsPerMinute: null }, 'null'],
    ['attemptsPerMinute', { attemptsPerMinute: {} }, 'an object'],
    ['environment', { environment: true }, 'true'],
    ['environment', { environment: null }, 'null'],
    ['environment', { environment: () => EMPTY }, 'a function'],
    ['environment', { environment: ['online'] }, 'an array'],
  ])('%s: %p', (option, options, came) => {
    const error = refusal(options);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ option });
    const { message } = error as ConfigError;
    expect(message.startsWith(`${option}: `)).toBe(true);
    expect(message).toContain(`got ${came}`);
  });
});

const resolved = (options: object = {}): Settings => resolveConfig({ url: 'wss://ws.example.com', ...options });

describe('an option of the connection that is left out, or given in part', () => {
  it('has the limits of API Gateway', () => {
    expect(apiGatewayLimits).toEqual({ idle: 600_000, age: 7_200_000, messageBytes: 32_768 });
    expect(resolved().limits).toEqual({ idle: 600_000, age: 7_200_000, messageBytes: 32_768 });
    expect(resolved({ limits: { age: 1_000 } }).limits).toEqual({ idle: 600_000, age: 1_000, messageBytes: 32_768 });
    expect(resolved({ limits: { idle: Infinity } }).limits.idle).toBe(Infinity);
    expect(resolved({ limits: false }).limits).toEqual({ idle: Infinity, age: Infinity, messageBytes: Infinity });
  });

  it('has a rotation with its lead, its spread and its overlap', () => {
    const rotation = { ahead: 600_000, idleAhead: 60_000, spread: 300_000, overlap: 10_000, dedupe: 'text' };
    expect(resolved().rotation).toEqual(rotation);
    expect(resolved({ rotation: { spread: 0 } }).rotation).toEqual({ ...rotation, spread: 0 });
    expect(resolved({ rotation: false }).rotation).toBe(false);
  });

  it('has no keep-alive, and one that is given waits 10 s for its answer, or less where it comes more often', () => {
    expect(resolved().keepAlive).toBe(false);
    expect(resolved({ keepAlive: false }).keepAlive).toBe(false);
    const ping = (keepAlive: object) => {
      const settings = resolved({ keepAlive });
      return settings.keepAlive && pingOf(settings.keepAlive, { route: undefined, messageBytes: Infinity });
    };
    expect(ping({ ...PING, every: 60_000 })).toEqual({
      name: 'ping',
      text: '{"action":"ping"}',
      every: 60_000,
      reply: '',
      timeout: 10_000,
    });
    expect(ping({ ...PING, every: 4_000 })).toMatchObject({ timeout: 4_000 });
    expect(ping({ ...PING, timeout: 7, params: { a: 1 } })).toMatchObject({
      timeout: 7,
      text: '{"action":"ping","a":1}',
    });
  });

  it('has ten attempts a minute, or the budget that is handed over', () => {
    const { attemptsPerMinute: budget } = resolved();
    const waits = Array.from({ length: 11 }, () => budget.claim(0));
    expect(waits).toEqual([...Array<number>(10).fill(0), 60_000]);
    const shared = attemptBudget(3);
    expect(resolved({ attemptsPerMinute: shared }).attemptsPerMinute).toBe(shared);
  });

  it('has the environment of the host, or the one that is handed over, or none', () => {
    const mine$ = of('offline' as const);
    expect(resolved({ environment: mine$ }).environment).toBe(mine$);
    expect(recorded(resolved({ environment: false }).environment)).toMatchObject({ values: [], completed: true });
    expect(recorded(resolved().environment)).toMatchObject({ values: [], errors: [] });
  });
});
