import fc from 'fast-check';
import { config, EMPTY, NEVER, of, throwError } from 'rxjs';
import { attemptBudget, type AnyMessages, type GatewaySocketConfig, type Outgoing } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { fakeSockets } from '../support/fake-socket';
import { recorded } from '../support/recorded';
import { said } from '../support/said';
import { virtualTime } from '../support/virtual-time';
import { forAWhile, FUZZ_TIMEOUT } from './for-a-while';
import { anything, oddKey } from './hostile-values';

const SECRET = 'planted-5ecret-9f86d081884c7d659a2feaa0c55ad015';

const unhandled: unknown[] = [];
config.onUnhandledError = (error) => unhandled.push(error);

type Make = () => unknown;
const value = (...values: readonly unknown[]): fc.Arbitrary<Make> =>
  fc.constantFrom(
    ...values.map(
      (one): Make =>
        () =>
          one,
    ),
  );
const ms = fc
  .oneof(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, Infinity, NaN, -1))
  .map(
    (n): Make =>
      () =>
        n,
  );
const text = fc.oneof(fc.string({ unit: 'binary' }), oddKey, fc.constantFrom('ws_token', 'channel', 'a')).map(
  (t): Make =>
    () =>
      t,
);
const parts = (shape: Readonly<Record<string, fc.Arbitrary<Make>>>): fc.Arbitrary<Make> =>
  fc.record(shape, { requiredKeys: [] }).map(
    (made): Make =>
      () =>
        Object.fromEntries(Object.entries(made).map(([key, make]) => [key, make?.()])),
  );
const throwing = (): never => {
  throw new Error('mine');
};

/** For each option what is right, what is nearly right, and what an application may take for it. */
const likely: Readonly<Record<keyof GatewaySocketConfig | 'schemas', fc.Arbitrary<Make>>> = {
  url: fc.oneof(
    value(
      'wss://h',
      `wss://h?ws_token=${SECRET}`,
      'ws://h',
      `https://u:${SECRET}@h`,
      () => 'wss://h',
      () => 7,
      throwing,
    ),
    text,
  ),
  token: value(
    of('t'),
    of({ token: 't', expires_in: 1 }),
    EMPTY,
    NEVER,
    throwError(() => SECRET),
    () => of(SECRET),
    () => Promise.resolve('t'),
    Promise.resolve('t'),
    SECRET,
    throwing,
  ),
  channel: text,
  channelPattern: value(/x/, /^/g, 'x'),
  tokenParam: text,
  channelParam: text,
  query: fc.oneof(parts({ ws_token: text, v: text, channel: ms }), value(null)),
  allowInsecure: value(true, false, 1),
  route: text,
  typeKey: text,
  typeOf: value(() => 'a', throwing),
  tokenTimeout: ms,
  openTimeout: ms,
  singleUseToken: value(true, false, 0),
  backoff: parts({
    initial: ms,
    factor: ms,
    max: ms,
    whenRefused: value('take-turns', 'back-off', 'x'),
    jitter: value('none', 'full', 'x'),
    minUptime: ms,
    maxAttempts: ms,
  }),
  isFatal: value(
    () => true,
    () => false,
    throwing,
  ),
  resumeOn: value(
    of(1),
    NEVER,
    EMPTY,
    throwError(() => SECRET),
  ),
  limits: fc.oneof(value(false), parts({ idle: ms, age: ms, messageBytes: ms })),
  rotation: fc.oneof(
    value(false),
    parts({ ahead: ms, idleAhead: ms, spread: ms, overlap: ms, dedupe: value('text', false, throwing) }),
  ),
  keepAlive: fc.oneof(
    value(false),
    parts({ name: text, params: parts({ action: text, a: text }), every: ms, reply: text, timeout: ms }),
  ),
  attemptsPerMinute: value(1, 10, 0, 1.5, attemptBudget(10), { claim: () => NaN }),
  environment: value(
    false,
    of('offline'),
    of('suspend', 'wake'),
    of('online'),
    throwError(() => SECRET),
    EMPTY,
    of('sideways'),
  ),
  outbox: parts({ capacity: ms, ttl: ms, overflow: value('throw', 'drop-oldest', 'x') }),
  hello: value(
    () => [{ name: 'hi' }],
    () => [{ name: 'hi', params: { handler: 'x' } }],
    () => 7,
    () => [7],
    throwing,
  ),
  requestTimeout: ms,
  linger: ms,
  WebSocketCtor: value(undefined, () => 7, throwing, Date),
  log: value('warn', 'debug', 'info', false, true, {}, { warn: throwing }, { warn: throwing, debug: throwing }),
  signal: value(AbortSignal.abort(), new AbortController().signal, {}),
  schemas: value({}, { a: 7 }, { a: { '~standard': { version: 1, vendor: 'x', validate: throwing } } }),
};

/** A few options at a time, each likely or anything at all: of many at once one is always refused. */
const options = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(likely) as (keyof typeof likely)[])), { maxLength: 4 })
  .chain((names) =>
    fc.record(
      Object.fromEntries(
        names.map((name) => [
          name,
          fc.oneof({ weight: 4, arbitrary: likely[name] }, { weight: 1, arbitrary: anything }),
        ]),
      ),
    ),
  );

/** Uses a client as an application does, while its connection opens, delivers and is lost. */
function use(config: GatewaySocketConfig): unknown {
  const printed = jest.spyOn(console, 'warn').mockImplementation();
  const debugged = jest.spyOn(console, 'debug').mockImplementation();
  const time = virtualTime();
  const { WebSocketCtor, made } = fakeSockets();
  const socket = assemble<AnyMessages, AnyMessages, 'type'>(
    { WebSocketCtor, environment: false, log: false, ...config },
    time,
  );
  const streams = [socket.events$, socket.faults$, socket.status$, socket.opened$].map((stream$) =>
    recorded<unknown>(stream$),
  );
  const messages = recorded(socket.messages$);
  const outgoing = (message: Outgoing) => {
    try {
      socket.send(message.name, message.params as {});
    } catch (error) {
      expect(error).toMatchObject({ name: 'SendError' });
    }
  };
  outgoing({ name: 'a', params: { n: 1 } });
  const reply = recorded(socket.request('b'));
  time.advance(10);
  for (const connection of made) connection.accept();
  time.advance(10);
  for (const connection of made) connection.deliver('{"type":"a"}');
  for (const connection of made) connection.end(1_006, '', false);
  time.advance(5_000);
  socket.reconnect();
  socket.close();
  for (const { errors } of streams) expect(errors).toEqual([]);
  for (const error of [...messages.errors, ...reply.errors]) {
    expect((error as Error).name).toMatch(/^(Config|Token|Connection|Send|Request)Error$/);
  }
  return [streams.map(({ values }) => values), messages.errors, printed.mock.calls, debugged.mock.calls];
}

describe('whatever options are given', () => {
  it(
    'they are refused at once by a ConfigError that names one of them, or the client does with them what it can',
    () =>
      forAWhile(options, (makes) => {
        const given: Record<string, unknown> = { url: 'wss://ws.example.com' };
        for (const [name, make] of Object.entries(makes)) given[name] = make();
        let seen: unknown;
        const error = thrownBy(() => {
          seen = use(given as unknown as GatewaySocketConfig);
        });
        if (error !== undefined) {
          expect(error).toMatchObject({ name: 'ConfigError', kind: 'config' });
          const { option, message } = error as { option: string; message: string };
          // The production build finds a wrong delay where it is used.
          const late = globalThis.IN_NUMBERS === true ? ['request'] : [];
          expect([...Object.keys(likely), 'config', ...late]).toContain(option.split('.')[0]);
          expect(message.length).toBeLessThan(1_000);
        }
        expect(said([error, seen])).not.toContain(SECRET);
        expect(unhandled).toEqual([]);
      }),
    FUZZ_TIMEOUT,
  );
});

function thrownBy(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
