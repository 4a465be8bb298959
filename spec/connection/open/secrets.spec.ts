import fc from 'fast-check';
import { defer, map, NEVER, of, throwError } from 'rxjs';
import type { GatewaySocketConfig } from '../../../lib';
import { schedule } from '../../chaos/schedule';
import { World } from '../../chaos/world';
import { socketsFrom } from '../../support/fake-socket';
import { consoleLines } from '../../support/console-lines';
import { recorded } from '../../support/recorded';
import { said } from '../../support/said';
import { thrown } from '../../support/thrown';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';

/** What a token of the backend, a part of it, a planted secret, or a URL that carries a token looks like. */
const SECRET = /planted|5ecret|token-\d|SECRET|ws_token=[^…]/;

/** The same, and without its line breaks, which may split a secret. */
const shown = (value: unknown) => [said(value), said(value).replace(/\s/g, '')];

type Options = Partial<GatewaySocketConfig>;
type Client = ReturnType<typeof openClient>;

/** A secret under the name of something that goes wrong with it. */
const answering = (answer: unknown): Options => ({ token: defer(() => of(answer as string)) });
const failing = (error: unknown): Options => ({ token: defer(() => throwError(() => error)) });

/** As a browser's: the error of a constructor holds the whole URL. */
const throwingCtor = socketsFrom((url) => {
  throw new SyntaxError(`Failed to construct 'WebSocket': The URL '${url}' is invalid.`);
});

/** What goes wrong; the result, if any, is searched as well. */
type Go = (client: Client) => unknown;

const failures: readonly (readonly [string, Options, Go?])[] = [
  ['a refused handshake', {}, ({ backend }) => backend.handshakes.push('refuse', 'refuse', 'refuse', 'refuse')],
  ['a handshake that hangs', {}, ({ backend }) => backend.handshakes.push('hang')],
  ['a token that is used again', {}, ({ backend }) => backend.tokenAnswers.push({ kind: 'reused' })],
  ['a token that the gateway does not know', { singleUseToken: false, ...answering('SECRET') }],
  ['the same token each time', answering({ token: 'SECRET', expires_in: 60 })],
  ['a token under another name', answering({ ws_token: 'SECRET' })],
  ['a token in a list', answering(['SECRET'])],
  ['a token that is an object', answering({ token: { value: 'SECRET' } })],
  ['a denial with a secret in its body', failing({ status: 401, error: { session: 'SECRET' } })],
  ['a rate limit with a secret in its body', failing({ status: 429, error: 'SECRET' })],
  ['an endpoint in trouble that answers with a secret', failing({ status: 503, body: 'SECRET' })],
  ['an address that is wrong, with a secret in the answer', failing({ status: 404, message: 'SECRET' })],
  ['a constructor that throws with the URL in its error', { WebSocketCtor: throwingCtor }],
  ['a url function that gives a token away', { url: () => 'wss://ws.example.com?ws_token=SECRET' }],
  ['a url function that gives a password away', { url: () => 'https://user:SECRET@ws.example.com' }],
  [
    'a url function that throws with the address that it was making',
    {
      url: () => {
        throw new TypeError('Invalid URL: wss://user:SECRET@ws.example.com?ws_token=SECRET');
      },
    },
  ],
  ['a url function that gives a token away before the query', { url: () => 'ws://ws.example.com&ws_token=SECRET' }],
  ['a URL that is too long with its token', { query: { filler: 'x'.repeat(4_096) } }],
  ['maxAttempts', { backoff: { maxAttempts: 1 } }, ({ backend }) => backend.handshakes.push('refuse')],
  [
    'a rotation that is refused, denied and deaf by turns',
    {},
    ({ backend, socket, broadcast, time }) => {
      backend.tokenAnswers.push({ kind: 'token' }, { kind: 'reused' }, { kind: 'malformed' });
      backend.handshakes.push('refuse', 'deaf');
      socket.reconnect();
      for (let n = 0; n < 400; n += 1) {
        broadcast(n);
        time.advance(100);
      }
      backend.tokenAnswers.push({ kind: 'status', status: 401 });
      socket.reconnect();
      time.advance(1_000);
    },
  ],
  [
    'a connection that does not answer',
    { keepAlive: { name: 'ping', every: 5_000, reply: 'pong' } },
    ({ backend }) => backend.freeze(),
  ],
  [
    'a request that is lost with its connection',
    {},
    ({ backend, socket, time }) => {
      socket.request('say', { n: 1 }).subscribe({ error: () => undefined });
      time.advance(10);
      backend.drop();
    },
  ],
  ...Object.entries({
    'a token': 'Invalid token planted-5ecret-1: log in',
    'a URL': 'wss://ws.example.com?channel=a&ws_token=planted-5ecret-1',
    'a part of a token': 'no planted-5',
    'a token split over lines': 'no\nplant\ned-5\necret\n-1',
  }).map(([what, reason]): (typeof failures)[number] => [
    `a close reason that holds ${what}, with a request under way`,
    {},
    ({ backend, socket, time }) => {
      const reply = recorded(socket.request('say', { n: 1 }));
      time.advance(10);
      backend.closeAll(1_001, reason);
      expect(reply.errors).toMatchObject([{ kind: 'lost', cause: { code: 1_001 } }]);
      return reply.errors;
    },
  ]),
  [
    'a handshake that is closed with its token in the reason',
    {},
    ({ backend, socket, time }) => {
      socket.reconnect();
      time.advance(30);
      backend.sockets.at(-1)?.ended(1_008, true, 'Invalid token planted-5ecret-2');
      backend.drop();
    },
  ],
  [
    'a join, a sleep, an outage of the network and a suspended page',
    {},
    ({ socket, time, environment }) => {
      socket.join('b');
      time.sleep(100_000);
      for (const signal of ['offline', 'online', 'suspend', 'wake'] as const) {
        environment.next(signal);
        time.advance(30);
      }
    },
  ],
];

const spies = () =>
  (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => jest.spyOn(console, name).mockImplementation());

afterEach(() => {
  jest.restoreAllMocks();
});

describe('no token, and no URL with one, is in any event, fault, status, error or line of a log after', () => {
  it.each(failures.map(([name, options, go]) => ({ name, options, go })))('$name', ({ options, go }) => {
    const consoles = spies();
    const client = openClient({ log: 'debug', ...options });
    const { time, backend, socket, events, faults, statuses, messages, opened } = client;
    const more = go?.(client);
    if (socket.status.state === 'open') {
      time.advance(60_000);
      backend.drop();
    }
    time.advance(120_000);
    socket.close();
    const everything = [
      more,
      events,
      faults,
      statuses,
      opened,
      messages.errors,
      consoles.map(({ mock }) => mock.calls),
    ];
    // Something went wrong, or there would be nothing to see.
    expect(events.some(({ type }) => ['ended', 'failed', 'waiting', 'rotating'].includes(type))).toBe(true);
    for (const part of everything) for (const text of shown(part)) expect(text).not.toMatch(SECRET);
  });

  it.each(failures.map(([name, options, go]) => ({ name, options, go })))(
    '$name, where only the console shows the faults',
    ({ options, go }) => {
      const { warnings, all } = consoleLines();
      const world = virtualWorld();
      const { time, backend } = world;
      const unwatched = openClient({ log: 'debug', ...options, resumeOn: NEVER }, world, false);
      go?.(unwatched);
      if (unwatched.socket.status.state === 'open') {
        time.advance(60_000);
        backend.drop();
      }
      time.advance(120_000);
      unwatched.socket.close();
      unwatched.socket.connect();
      expect(warnings().length).toBeGreaterThan(0);
      for (const text of shown(all())) expect(text).not.toMatch(SECRET);
    },
  );

  it('whatever happens at random, with every event and fault printed', () => {
    const { debugged, warnings } = consoleLines();
    for (const given of fc.sample(schedule, { numRuns: 150, seed: 16 })) {
      const world = new World(given, 'debug');
      world.run();
      expect(world.wrongs).toEqual([]);
    }
    expect(debugged().length).toBeGreaterThan(1_000);
    const text = [...debugged(), ...warnings()].map((data) => said(data)).join('\n');
    expect(text).not.toMatch(SECRET);
  });

  it('a configuration that is refused', () => {
    const { token$ } = virtualWorld().backend;
    const wrong: readonly Options[] = [
      { url: 'wss://ws.example.com?ws_token=SECRET' },
      { url: 'wss://user:SECRET@ws.example.com#SECRET'.replace('#SECRET', ' ') },
      { token: token$.pipe(map(() => 'SECRET')), query: { ws_token: 'SECRET' } },
    ];
    for (const options of wrong) expect(said(thrown(() => virtualClient(options)))).not.toMatch(SECRET);
  });
});

it('the search finds a secret wherever it is', () => {
  const error = new Error('SECRET');
  const inCause = new Error('outer', { cause: { deep: ['wss://ws.example.com?channel=a&ws_token=abc'] } });
  for (const value of ['token-1', 'planted-5ecret-1', 'ed-5ecret-1', error, [inCause], { [Symbol('SECRET')]: 1 }])
    expect(said(value)).toMatch(SECRET);
  expect(said(Object.defineProperty({}, 'hidden', { value: 'SECRET', enumerable: false }))).toMatch(SECRET);
});
