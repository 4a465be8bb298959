import type { Socket } from 'node:net';
import type { LocalGatewayOptions } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { cleanUp, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';
import { rawSocket, upgradeRequest } from './support/raw-socket';

/** The sockets are real and the time is not: a limit of hours is reached exactly, in no time. */
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
});

afterEach(async () => {
  jest.useRealTimers();
  await cleanUp();
});

describe('the limit on how long a backend may take', () => {
  /** A gateway whose handlers answer when the spec lets them. */
  async function held(options: LocalGatewayOptions = {}) {
    let calls: (() => void)[] = [];
    let waiting: (() => void) | undefined;
    const hold = () =>
      new Promise<void>((resolve) => {
        calls.push(resolve);
        waiting?.();
      });
    const gateway = await openGateway({
      backend: {
        connect: ({ query }) => (query.slow === 'yes' ? hold() : undefined),
        slow: async ({ send }) => {
          await hold();
          await send('late');
        },
        default: ({ send }) => send('default'),
      },
      ...options,
    });
    return {
      gateway,
      called: () => (calls.length > 0 ? Promise.resolve() : new Promise<void>((resolve) => (waiting = resolve))),
      release: () => {
        for (const call of calls) call();
        calls = [];
      },
    };
  }

  it('ends a handler’s call after 29 s with "Endpoint request timed out", and not before; the handler goes on', async () => {
    const { gateway, called, release } = await held();
    const client = await Client.open(gateway.url);
    client.send({ action: 'slow' });
    await called();
    jest.advanceTimersByTime(28_999);
    client.send({ action: 'anything' });
    expect(await client.next()).toBe('default');
    const failed = nextEvent(gateway, 'failed');
    jest.advanceTimersByTime(1);
    expect(await failed).toMatchObject({ call: 'message', reason: 'the handler did not answer within 29000 ms' });
    expect(await client.nextJson()).toMatchObject({ message: 'Endpoint request timed out' });
    release();
    expect(await client.next()).toBe('late');
  });

  it('refuses a handshake with 504, and what the handler says later makes no connection', async () => {
    const { gateway, called, release } = await held({ limits: { integration: 1_000 } });
    const refused = Client.refused(`${gateway.url}/?slow=yes`);
    await called();
    jest.advanceTimersByTime(1_000);
    expect((await refused).status).toBe(504);
    release();
    await Client.open(gateway.url);
    expect(gateway.broadcast('to the one that is there')).toBe(1);
  });
});

describe('a client that does not answer a close frame', () => {
  /** Its first byte is in no HTTP header. */
  const closeFrame = (socket: Socket) =>
    new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        if (chunk.includes(0x88)) resolve();
      });
    });

  it('is cut off after 5 s, and not before', async () => {
    const gateway = await openGateway();
    const socket = await rawSocket(gateway.url);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const opened = nextEvent(gateway, 'connected');
    socket.write(upgradeRequest());
    await opened;
    const frame = closeFrame(socket);
    gateway.closeAll(1001);
    await frame;
    const closed = nextEvent(gateway, 'closed');
    jest.advanceTimersByTime(4_999);
    await Client.open(gateway.url);
    expect(socket.closed).toBe(false);
    jest.advanceTimersByTime(1);
    await ended;
    expect(await closed).toMatchObject({ code: 1001, reason: 'Going away' });
  });

  it('is cut off, too, where it broke the protocol and the gateway ended the connection by itself', async () => {
    const gateway = await openGateway();
    const socket = await rawSocket(gateway.url, true);
    const opened = nextEvent(gateway, 'connected');
    socket.write(upgradeRequest());
    await opened;
    const frame = closeFrame(socket);
    const closed = nextEvent(gateway, 'closed');
    // A text frame that is not masked, as a client's has to be.
    socket.write(Buffer.from([0x81, 0x01, 0x61]));
    await frame;
    jest.advanceTimersByTime(5_000);
    expect(await closed).toMatchObject({ code: 1006 });
  });
});

describe('checklist 6: idle and age limits', () => {
  it('ends a connection with 1001 "Going away" after 600 s without a message, and not before', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    jest.advanceTimersByTime(599_999);
    expect(gateway.connections).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(gateway.connections).toHaveLength(0);
    expect(await client.ended).toEqual({ code: 1001, reason: 'Going away' });
  });

  it('counts from the last message of the client', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    jest.advanceTimersByTime(400_000);
    await client.ask({ action: 'ping' });
    jest.advanceTimersByTime(599_999);
    expect(gateway.connections).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect((await client.ended).code).toBe(1001);
  });

  it('counts from the last message to the client', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    jest.advanceTimersByTime(400_000);
    gateway.broadcast('anything');
    jest.advanceTimersByTime(599_999);
    expect(gateway.connections).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect((await client.ended).code).toBe(1001);
  });

  it('answers pings and does not count them, unless it is told otherwise', async () => {
    for (const [pings, stays] of [
      [{}, false],
      [{ resetIdle: true }, true],
    ] as const) {
      const gateway = await openGateway({ pings });
      const client = await Client.open(gateway.url);
      jest.advanceTimersByTime(400_000);
      const pong = new Promise((resolve) => client.socket.once('pong', resolve));
      client.socket.ping();
      await pong;
      jest.advanceTimersByTime(200_000);
      expect(gateway.connections).toHaveLength(stays ? 1 : 0);
    }
  });

  it('does not answer pings when it is told not to', async () => {
    const gateway = await openGateway({ pings: { answer: false } });
    const client = await Client.open(gateway.url);
    const pong = jest.fn();
    client.socket.on('pong', pong);
    client.socket.ping();
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
    expect(pong).not.toHaveBeenCalled();
  });

  it('ends a connection with 1001 after 7,200 s, however busy it is', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    for (let minute = 1; minute < 120; minute += 1) {
      jest.advanceTimersByTime(60_000);
      gateway.broadcast('busy');
    }
    jest.advanceTimersByTime(59_999);
    expect(gateway.connections).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(await client.ended).toEqual({ code: 1001, reason: 'Going away' });
  });

  it('has both settable', async () => {
    const idle = await openGateway({ limits: { idle: 300 } });
    const aged = await openGateway({ limits: { age: 200 } });
    const [quiet, old] = [await Client.open(idle.url), await Client.open(aged.url)];
    jest.advanceTimersByTime(200);
    expect((await old.ended).code).toBe(1001);
    expect(idle.connections).toHaveLength(1);
    jest.advanceTimersByTime(100);
    expect((await quiet.ended).code).toBe(1001);
  });

  it('can be triggered by hand', async () => {
    const gateway = await openGateway();
    const [first, second] = [await Client.open(gateway.url), await Client.open(gateway.url)];
    const closed = nextEvent(gateway, 'closed');
    expect(gateway.expire(gateway.connections[0]?.id)).toBe(1);
    expect(await first.ended).toEqual({ code: 1001, reason: 'Going away' });
    expect(await closed).toMatchObject({ code: 1001, reason: 'Going away' });
    expect(gateway.expire()).toBe(1);
    expect((await second.ended).code).toBe(1001);
  });
});
