import { firstValueFrom } from 'rxjs';
import { gatewaySocket, type GatewaySocketConfig } from '../../lib';
import { fakeGateway, type FakeGateway, type FakeGatewayOptions } from '../../lib/testing';

/** Real time, which these specs let pass. */
const waits = new Set<{ readonly ms: number; readonly work: () => void; readonly holds: boolean }>();

jest.mock('../../lib/testing/real-time', () => ({
  ...jest.requireActual<object>('../../lib/testing/real-time'),
  afterRealTime: (ms: number, work: () => void, holds: boolean) => {
    const wait = { ms, work, holds };
    waits.add(wait);
    return () => waits.delete(wait);
  },
}));

/** A second of it; the result is what was said. */
function second(): readonly string[] {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  try {
    for (const wait of [...waits]) {
      expect(wait.ms).toBe(1_000);
      waits.delete(wait);
      wait.work();
    }
    return warn.mock.calls.map(([line]) => String(line));
  } finally {
    warn.mockRestore();
  }
}

const turns = async (): Promise<void> => {
  for (let n = 0; n < 30; n += 1) await Promise.resolve();
};

const sockets: { close(): void }[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
  waits.clear();
  jest.useRealTimers();
});

function client(gateway: FakeGateway, more: Partial<GatewaySocketConfig> = {}) {
  const socket = gatewaySocket({ ...gateway.config, backoff: { jitter: 'none' }, log: false, ...more });
  sockets.push(socket);
  socket.connect();
  return socket;
}

/** What is said of a wait for a connection, after something was done. */
async function saidAfter(work: (gateway: FakeGateway) => unknown, options: FakeGatewayOptions = {}): Promise<string> {
  const gateway = fakeGateway(options);
  await work(gateway);
  await turns();
  const wait = gateway.connected();
  const lines = second();
  expect(lines).toHaveLength(1);
  // It goes on, and nothing is said of it again.
  expect(second()).toEqual([]);
  new gateway.WebSocketCtor(`wss://ws.test?ws_token=${(await gateway.token()).token}`);
  gateway.accept();
  await expect(wait).resolves.toMatchObject({ open: true });
  return lines[0] ?? '';
}

const RETRIES = 'the client waits before it tries again: make that short with backoff: { initial: 10, max: 20 }.';

describe('connected() that waits says what it saw instead:', () => {
  it('nobody subscribed', async () => {
    expect(await saidAfter(() => undefined)).toBe(
      'fakeGateway: connected() waits for a connection: nobody subscribed: no client asked for a token or opened a socket. ' +
        'A socket opens with the first subscription to its messages, with connect() or with send().',
    );
  });

  it.each<[string, (gateway: FakeGateway) => unknown, string]>([
    [
      'a token that failed',
      (gateway) => {
        gateway.failTokens(1, 'unavailable');
        client(gateway);
      },
      `the request for token 1 failed ('unavailable'); ${RETRIES}`,
    ],
    [
      'a token that goes nowhere',
      (gateway) => gateway.token(),
      'token 1 was fetched, and no socket was opened with it.',
    ],
    [
      'a refusal',
      (gateway) => {
        gateway.refuse();
        client(gateway);
      },
      `connection-1 was refused: refuse(); ${RETRIES}`,
    ],
    [
      'a client without a token',
      (gateway) => client({ ...gateway, config: { ...gateway.config, token: undefined as never } }),
      `connection-1 was refused: it had no token: pass \`token: gateway.token\`; ${RETRIES}`,
    ],
    [
      'a token of somewhere else',
      ({ WebSocketCtor }) => new WebSocketCtor('wss://ws.test?ws_token=x'),
      `connection-1 was refused: its token is not of this gateway; ${RETRIES}`,
    ],
    [
      'a token that is used',
      async ({ token, WebSocketCtor, connected }) => {
        const url = `wss://ws.test?ws_token=${(await token()).token}`;
        new WebSocketCtor(url);
        await connected();
        new WebSocketCtor(url);
      },
      `connection-2 was refused: its token was used before; ${RETRIES}`,
    ],
    [
      'subprotocols',
      async ({ token, WebSocketCtor }) => new WebSocketCtor(`wss://ws.test?ws_token=${(await token()).token}`, 'mine'),
      `connection-1 was refused: it offered subprotocols, and the backend takes none; ${RETRIES}`,
    ],
    [
      'a connection that there is already',
      async (gateway) => {
        client(gateway);
        await gateway.connected();
      },
      'connection-1 is open, and connected() has given it out already.',
    ],
    [
      'a cut',
      async (gateway) => {
        client(gateway);
        (await gateway.connected()).drop();
      },
      `connection-1 was cut off; ${RETRIES}`,
    ],
    [
      'a close of the gateway',
      async (gateway) => {
        client(gateway);
        (await gateway.connected()).close();
      },
      `connection-1 was closed by the gateway with 1001; ${RETRIES}`,
    ],
    [
      'a close of the client',
      async (gateway) => {
        const socket = client(gateway);
        await gateway.connected();
        socket.close();
      },
      'connection-1 was closed by the client with 1000.',
    ],
  ])('%s', async (_what, work, said) => {
    expect(await saidAfter(work)).toBe(`fakeGateway: connected() waits for a connection: ${said}`);
  });

  it('one that nobody accepts', async () => {
    expect(await saidAfter((gateway) => void client(gateway), { autoAccept: false })).toMatch(
      /: connection-1 waits for accept\(\)\.$/,
    );
  });

  it('fake timers that were advanced before the client had set its own', async () => {
    jest.useFakeTimers();
    const line = await saidAfter(async (gateway) => {
      client(gateway);
      (await gateway.connected()).drop();
      jest.advanceTimersByTime(1_000);
    });
    expect(line).toBe(
      'fakeGateway: connected() waits for a connection: connection-1 was cut off; the client waits 1,000 ms: ' +
        'advance the fake timers asynchronously (advanceTimersByTimeAsync), since tokens are Promises.',
    );
  });

  it('fake timers that cannot be looked into', async () => {
    const { setTimeout } = globalThis;
    try {
      globalThis.setTimeout = ((work: () => void, ms: number) => setTimeout(work, ms)) as typeof setTimeout;
      const line = await saidAfter((gateway) => new gateway.WebSocketCtor('wss://ws.test'));
      expect(line).toMatch(/; the client waits: advance the fake timers asynchronously\.$/);
    } finally {
      globalThis.setTimeout = setTimeout;
    }
  });
});

describe('next() that waits says what there is to see:', () => {
  async function connection() {
    const gateway = fakeGateway();
    const socket = client(gateway);
    return { gateway, socket, first: await gateway.connected() };
  }

  it('a client that sent nothing, or nothing more', async () => {
    const { socket, first } = await connection();
    const wait = first.next();
    expect(second()).toEqual([
      'fakeGateway: next() waits for a message on connection-1: the client sent nothing on it.',
    ]);
    socket.send('ping', {});
    await expect(wait).resolves.toEqual({ action: 'ping' });
    void first.next().catch(() => undefined);
    expect(second()[0]).toMatch(/: the client sent 1 on it, and next\(\) has given out all of them\.$/);
  });

  it('a connection that is deaf, or frozen', async () => {
    for (const [strike, said] of [
      ['deafen', /: it is deaf, so what the client sends is not handled\.$/],
      ['freeze', /: it is frozen, so nothing that the client sends is read\.$/],
    ] as const) {
      const { first } = await connection();
      first[strike]();
      void first.next().catch(() => undefined);
      expect(second()[0]).toMatch(said);
    }
  });

  it('a message on another connection', async () => {
    const { gateway, first } = await connection();
    new gateway.WebSocketCtor(`wss://ws.test?ws_token=${(await gateway.token()).token}`).onopen = ({ target }) => {
      target.send('{"n":1}');
    };
    await gateway.connected();
    void first.next().catch(() => undefined);
    expect(second()[0]).toMatch(/: the client sent nothing on it; connection-2 has 1\.$/);
  });

  it('a client that waits for its keep-alive, under fake timers', async () => {
    jest.useFakeTimers();
    const gateway = fakeGateway();
    client(gateway, { keepAlive: { name: 'ping', every: 5_000 } });
    const first = await gateway.connected();
    void first.next().catch(() => undefined);
    expect(second()[0]).toMatch(/; the client waits 5,000 ms: advance the fake timers asynchronously/);
  });
});

describe('a broadcast that reached nobody', () => {
  it('is said, with the channels that there are', async () => {
    const gateway = fakeGateway();
    client(gateway, { channel: 'general' });
    await gateway.connected();
    gateway.broadcast({ type: 'toast' }, 'generl');
    expect(second()).toEqual([
      "fakeGateway: a broadcast to 'generl' reached nobody: the open connections are in 'general'.",
    ]);
    expect(second()).toEqual([]);
  });

  it('is said together with the wait for a connection, and once', () => {
    const gateway = fakeGateway();
    gateway.broadcast({ type: 'toast' });
    void gateway.connected();
    const lines = second();
    expect(lines.filter((line) => line.includes('a broadcast reached nobody: no connection is open'))).toHaveLength(1);
  });

  it('is not said where a deaf connection is all that there is in its channel', async () => {
    const gateway = fakeGateway();
    client(gateway, { channel: 'general' });
    (await gateway.connected()).deafen();
    expect(gateway.broadcast({ type: 'toast' }, 'general')).toBe(0);
    expect(second()).toEqual([]);
  });

  it('is not said after the test, which ends by closing its socket', async () => {
    const gateway = fakeGateway();
    const socket = client(gateway);
    await gateway.connected();
    gateway.broadcast({ type: 'toast' }, 'nowhere');
    expect(waits.size).toBe(1);
    socket.close();
    await turns();
    expect(waits.size).toBe(0);
  });

  it('is not said where something else happened since, and keeps no process', async () => {
    const gateway = fakeGateway();
    gateway.broadcast({ type: 'toast' });
    expect([...waits].map(({ holds }) => holds)).toEqual([false]);
    client(gateway);
    await gateway.connected();
    expect(second()).toEqual([]);
    gateway.broadcast({ type: 'toast' }, 'nowhere');
    expect(gateway.broadcast({ type: 'toast' })).toBe(1);
    expect(second()).toEqual([]);
  });
});

it('nothing is said of what comes in time', async () => {
  const gateway = fakeGateway();
  const wait = gateway.connected();
  const socket = client(gateway);
  const toast = firstValueFrom(socket.on('toast'));
  const message = (await wait).next();
  socket.send('ping', {});
  await message;
  gateway.broadcast({ type: 'toast' });
  await toast;
  const ended = gateway.connections[0]!.next();
  gateway.drop();
  await expect(ended).rejects.toThrow('has ended');
  expect(waits.size).toBe(0);
});

it('config is what a socket needs, as the gateway reads it', async () => {
  const gateway = fakeGateway({ tokenParam: 'auth', channelParam: 'room' });
  const socket = gatewaySocket({ ...gateway.config, channel: 'general', log: false });
  sockets.push(socket);
  socket.connect();
  expect(await gateway.connected()).toMatchObject({ channel: 'general', query: { room: 'general' } });
});
