import fc from 'fast-check';
import type { EnvironmentSignal } from '../../lib';
import type { HandshakeAnswer, TokenAnswer } from '../support/virtual-backend';

/** Something that happens to a client, its host or its backend. */
export type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'tokens'; readonly answers: readonly TokenAnswer[] }
  | { readonly do: 'handshakes'; readonly answers: readonly HandshakeAnswer[] }
  | { readonly do: 'close'; readonly code: 1000 | 1001 }
  /** One of the open connections only: the older or the newer of a rotation, say. */
  | { readonly do: 'one'; readonly what: 'drop' | 'close' | 'freeze'; readonly which: 0 | 1 }
  | { readonly do: 'drop' | 'freeze' | 'reconnect' | 'come' | 'leave' | 'login' | 'send' | 'ask' }
  | { readonly do: 'environment'; readonly signal: EnvironmentSignal }
  | { readonly do: 'sleep'; readonly ms: number }
  /** A hidden page is frozen without an event, and visible again. */
  | { readonly do: 'frozen'; readonly ms: number }
  /** The wall clock is set. */
  | { readonly do: 'clock'; readonly ms: number }
  | { readonly do: 'broadcast'; readonly count: number; readonly scatter: number }
  | { readonly do: 'join'; readonly channel: 'a' | 'b' };

const tokenAnswer: fc.Arbitrary<TokenAnswer> = fc.oneof(
  fc.constantFrom(
    { kind: 'token' as const },
    { kind: 'network' as const },
    { kind: 'hang' as const },
    { kind: 'malformed' as const },
    { kind: 'reused' as const },
  ),
  fc.constantFrom(401, 403, 404, 408, 429, 500, 503).map((status) => ({ kind: 'status' as const, status })),
  fc.constantFrom('Rate limit exceeded', 'CSRF verification failed').map((body) => ({
    kind: 'status' as const,
    status: 403,
    body,
  })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 60 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('broadcast' as const),
      count: fc.integer({ min: 1, max: 12 }),
      scatter: fc.constantFrom(0, 500, 2_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tokens' as const),
      answers: fc.array(tokenAnswer, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('handshakes' as const),
      answers: fc.array(fc.constantFrom<HandshakeAnswer>('open', 'refuse', 'hang', 'gone'), {
        minLength: 1,
        maxLength: 5,
      }),
    }),
  },
  fc.record({ do: fc.constant('close' as const), code: fc.constantFrom(1000 as const, 1001 as const) }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('drop', 'freeze', 'reconnect', 'come', 'leave', 'login', 'send', 'ask'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('environment' as const),
      signal: fc.constantFrom<EnvironmentSignal>('online', 'offline', 'suspend', 'wake'),
    }),
  },
  fc.record({ do: fc.constant('frozen' as const), ms: fc.constantFrom(10_000, 20_000, 50_000) }),
  fc.record({
    do: fc.constant('clock' as const),
    ms: fc.constantFrom(-3_600_000, -60_000, -400, 400, 60_000, 3_600_000),
  }),
  fc.record({ do: fc.constant('sleep' as const), ms: fc.constantFrom(60_000, 400_000, 4_000_000) }),
  fc.record({ do: fc.constant('join' as const), channel: fc.constantFrom('a' as const, 'b' as const) }),
);

const one = fc.record({
  do: fc.constant('one' as const),
  what: fc.constantFrom('drop' as const, 'close' as const, 'freeze' as const),
  which: fc.constantFrom(0 as const, 1 as const),
});
const pause = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(0, 10, 25, 45, 100, 500, 1_000, 2_000, 5_100, 9_900, 10_050),
});
const scattered = fc.record({
  do: fc.constant('broadcast' as const),
  count: fc.integer({ min: 1, max: 5 }),
  scatter: fc.constantFrom(0, 500, 2_000),
});

/** A rotation, and what may go wrong at each moment of it: chance alone would seldom meet so short a time. */
const rotation: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.constant<Step>({ do: 'reconnect' }),
    pause,
    scattered,
    pause,
    fc.oneof(one, step),
    pause,
    scattered,
    fc.oneof(one, step),
    pause,
  )
  .map((steps) => [...steps]);

/** What happens until the faults stop, how chance falls meanwhile, and how the client is set up. */
export const schedule = fc.record({
  steps: fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.tuple(step) }, { weight: 1, arbitrary: rotation }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((some) => some.flat()),
  seed: fc.integer(),
  /** Whether the one who listens to messages stays all the while. */
  stays: fc.boolean(),
  linger: fc.constantFrom(0, 100, 5_000),
  rotates: fc.boolean(),
  overlap: fc.constantFrom(0, 200, 2_000, 5_000, 10_000),
  byId: fc.boolean(),
  tokenLatency: fc.constantFrom(20, 20, 3_000),
  /** ms in which a broadcast that meets a handshake makes the new connection deaf. */
  connectTime: fc.constantFrom(0, 0, 60, 500),
  /** Whether the host reports that it is offline for ever, once it did. */
  liesOffline: fc.boolean(),
  /** Whether the host has a clock that nobody sets. */
  steady: fc.boolean(),
  /** Whether it is closed in the middle of it all, and not once all is well. */
  closedAmidst: fc.boolean(),
});

export type Schedule = typeof schedule extends fc.Arbitrary<infer S> ? S : never;
