import { Client } from './support/client';
import { cleanUp, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';

/** The sockets are real and the time is not: a limit of hours is reached exactly, in no time. */
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
});

afterEach(async () => {
  jest.useRealTimers();
  await cleanUp();
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
