import { Subject } from 'rxjs';
import type { ConnectionStatus, GatewaySocketConfig } from '../../../lib';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';

/** An AbortSignal that counts its listeners. */
const countedSignal = () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  };
  return { signal, listeners: () => listeners };
};

const keepAlive = { name: 'ping', every: 25_000, reply: 'pong' } as const;

/** A client with everything that may listen or wait. */
const watched = <C extends Client>(
  make: (options: Partial<GatewaySocketConfig>, world: ReturnType<typeof virtualWorld>) => C,
  options: Partial<GatewaySocketConfig> = {},
) => {
  const login = new Subject<void>();
  const { signal, listeners } = countedSignal();
  return { ...make({ keepAlive, resumeOn: login, signal, ...options }, virtualWorld()), login, listeners };
};

type Client = ReturnType<typeof virtualClient>;
type Watched = Client & { readonly login: Subject<void>; readonly listeners: () => number };

/** Makes a client and brings it where it is to be closed. */
const states: readonly (readonly [string, ConnectionStatus['state'], () => Watched])[] = [
  ['that nobody uses', 'idle', () => watched(virtualClient)],
  [
    'in a token fetch',
    'authorizing',
    () => {
      const client = watched(virtualClient);
      client.socket.connect();
      client.time.advance(10);
      return client;
    },
  ],
  [
    'in a token fetch that hangs, with messages waiting',
    'authorizing',
    () => {
      const client = watched(virtualClient);
      client.backend.tokenAnswers.push({ kind: 'hang' });
      client.socket.send('say', { n: 1 });
      client.time.advance(5_000);
      return client;
    },
  ],
  [
    'in a handshake',
    'connecting',
    () => {
      const client = watched(virtualClient);
      client.socket.connect();
      client.time.advance(30);
      return client;
    },
  ],
  [
    'in a handshake that hangs',
    'connecting',
    () => {
      const client = watched(virtualClient);
      client.backend.handshakes.push('hang');
      client.socket.connect();
      client.time.advance(5_000);
      return client;
    },
  ],
  [
    'in a backoff wait',
    'waiting',
    () => {
      const client = watched(openClient);
      client.backend.drop();
      return client;
    },
  ],
  [
    'that waits a rate limit out',
    'waiting',
    () => {
      const client = watched(virtualClient);
      client.backend.tokenAnswers.push({ kind: 'status', status: 429 });
      client.socket.connect();
      client.time.advance(1_000);
      return client;
    },
  ],
  [
    'that waits for its budget',
    'waiting',
    () => {
      const client = watched(openClient, { attemptsPerMinute: 1 });
      client.backend.drop();
      client.time.advance(10_000);
      return client;
    },
  ],
  [
    'that is paused because the host is offline',
    'paused',
    () => {
      const client = watched(openClient);
      client.environment.next('offline');
      client.backend.tokenAnswers.push({ kind: 'network' });
      client.backend.drop();
      client.time.advance(10_000);
      return client;
    },
  ],
  [
    'that is suspended',
    'paused',
    () => {
      const client = watched(openClient);
      client.environment.next('suspend');
      return client;
    },
  ],
  ['that is open', 'open', () => watched(openClient)],
  [
    'that lingers',
    'open',
    () => {
      const client = watched(openClient);
      client.messages.stop();
      client.time.advance(1_000);
      return client;
    },
  ],
  [
    'that waits for the answer to a ping',
    'open',
    () => {
      const client = watched(openClient);
      client.backend.freeze();
      client.time.advance(30_000);
      return client;
    },
  ],
  [
    'that waits for the reply to a request',
    'open',
    () => {
      const client = watched(openClient);
      client.socket.request('say', { n: 1 }).subscribe();
      client.time.advance(100);
      return client;
    },
  ],
  [
    'whose next connection is being opened',
    'open',
    () => {
      const client = watched(openClient);
      client.socket.reconnect();
      client.time.advance(30);
      return client;
    },
  ],
  [
    'whose next connection waits after a failure',
    'open',
    () => {
      const client = watched(openClient);
      client.backend.handshakes.push('refuse');
      client.socket.reconnect();
      client.time.advance(500);
      return client;
    },
  ],
  [
    'whose next connection waits for the budget',
    'open',
    () => {
      const client = watched(openClient, { attemptsPerMinute: 1 });
      client.socket.reconnect();
      client.time.advance(500);
      return client;
    },
  ],
  [
    'in an overlap',
    'open',
    () => {
      const client = watched(openClient);
      client.socket.reconnect();
      client.time.advance(1_000);
      return client;
    },
  ],
  [
    'whose old connection is kept for a reply',
    'open',
    () => {
      const client = watched(openClient);
      client.socket.request('say', { n: 1 }, { timeout: 60_000 }).subscribe();
      client.socket.reconnect();
      client.time.advance(20_000);
      return client;
    },
  ],
  [
    'whose old connection does not finish to close',
    'open',
    () => {
      const client = watched(openClient);
      const [old] = client.backend.sockets;
      client.socket.reconnect();
      client.time.advance(9_000);
      old!.close = () => (old!.readyState = 2);
      client.time.advance(1_500);
      return client;
    },
  ],
  [
    'whose old connection has just gone, with copies under way',
    'open',
    () => {
      const client = watched(openClient);
      client.socket.reconnect();
      client.time.advance(1_000);
      client.backend.sockets[0]!.ended(1_001, true);
      return client;
    },
  ],
  [
    'that has failed and waits for a login',
    'failed',
    () => {
      const client = watched(virtualClient);
      client.backend.tokenAnswers.push({ kind: 'status', status: 401 });
      client.socket.connect();
      client.time.advance(1_000);
      return client;
    },
  ],
];

describe('close() on a client', () => {
  it.each(states)(
    '%s leaves no socket, no timer and no listener, and nothing happens any more',
    (_name, state, arrange) => {
      const client = arrange();
      const { time, backend, environment, login, socket, events, statuses } = client;
      expect(socket.status.state).toBe(state);
      socket.close();
      expect(socket.status).toEqual({ state: 'closed' });
      expect(backend.sockets.filter(({ held }) => held)).toHaveLength(0);
      expect(client.timers()).toBe(0);
      expect([environment.observed, login.observed, client.listeners()]).toEqual([false, false, 0]);

      const told = () => [backend.fetches.length, backend.sockets.length, events.length, statuses.length];
      const before = told();
      expect(events.at(-1)).toMatchObject({ type: 'closed' });
      environment.next('online');
      environment.next('wake');
      login.next();
      socket.reconnect();
      socket.join('b');
      socket.connect();
      socket.close();
      for (const one of backend.sockets) one.deliver('{"type":"number","n":1}');
      time.advance(8_000_000);
      expect(told()).toEqual(before);
      expect(client.timers()).toBe(0);
    },
  );

  it.each(states)('%s says its code and reason to each socket that is open', (_name, _state, arrange) => {
    const { backend, socket } = arrange();
    const said: unknown[] = [];
    for (const open of backend.open) open.close = (...args: readonly unknown[]) => said.push(args);
    const sockets = backend.open.length;
    socket.close(4_001, 'bye');
    // The first word to each counts; what the host's own teardown adds, a closing socket ignores.
    expect(said.filter((args) => JSON.stringify(args) === '[4001,"bye"]')).toHaveLength(sockets);
  });
});
