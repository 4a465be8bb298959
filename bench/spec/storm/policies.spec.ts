import { createClient } from 'graphql-ws';
import PartySocket from 'partysocket/ws';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { graphqlWs } from '../../storm/policies/graphql-ws';
import { guide } from '../../storm/policies/guide';
import { partysocket } from '../../storm/policies/partysocket';
import type { Policy } from '../../storm/policies/policy';
import { reconnectingWebSocket } from '../../storm/policies/reconnecting-websocket';
import { socketIo } from '../../storm/policies/socket-io';
import { StormGateway } from '../../storm/gateway';
import { LogBook } from '../../storm/log-book';
import { TokenService } from '../../storm/token-service';
import { VirtualTime } from '../../storm/virtual-time';
import { fakeGateway } from '../../../lib/testing';

/** The ms between the attempts of one client whose every handshake is refused, or whose every token request fails. */
function delaysOf(policy: Policy, what: 'no token' | 'refused', chance = 0.5): number[] {
  const time = new VirtualTime();
  const asked: number[] = [];
  class Watched extends LogBook {
    override tokenAsked(client: number, now: number): void {
      asked.push(now);
      super.tokenAsked(client, now);
    }
  }
  const log = new Watched(1, 0);
  const tokens = new TokenService(time, () => 0);
  const gateway = new StormGateway(time, () => 0, false);
  tokens.log = log;
  gateway.log = log;
  if (what === 'refused') gateway.downUntil = Infinity;
  else tokens.downUntil = Infinity;
  const random = () => chance;
  policy.start(0, { time, random, host: { scheduler: time, random }, tokens, gateway, gaveUp: () => undefined });
  time.runUntil(120_000);
  return asked.slice(1).map((at, index) => at - (asked[index] ?? NaN));
}

/** The ms between the sockets that a library makes whose every handshake is refused. */
async function delaysOfReal(start: (Socket: typeof WebSocket) => void): Promise<number[]> {
  jest.useFakeTimers();
  const random = jest.spyOn(Math, 'random').mockReturnValue(0.5);
  try {
    const gateway = fakeGateway();
    gateway.refuse(Infinity);
    const made: number[] = [];
    const Socket = new Proxy(gateway.WebSocketCtor, {
      construct: (Target, [url, protocols]: [string, string?]) => {
        made.push(Date.now());
        return new Target(url, protocols);
      },
    });
    start(Socket as unknown as typeof WebSocket);
    await jest.advanceTimersByTimeAsync(120_000);
    return made.slice(1).map((at, index) => at - (made[index] ?? NaN));
  } finally {
    random.mockRestore();
    jest.clearAllTimers();
    jest.useRealTimers();
  }
}

const whole = (delays: readonly number[]) => delays.map(Math.trunc);

describe("the guide's policy", () => {
  it('connects again 3 s after each end, and asks for a token again after 5 s, for ever', () => {
    expect(delaysOf(guide, 'refused')).toEqual(Array.from({ length: 40 }, () => 3_000));
    expect(delaysOf(guide, 'no token')).toEqual(Array.from({ length: 24 }, () => 5_000));
  });
});

describe("partysocket's policy", () => {
  it('grows from 3 s by 1.3 to 10 s', () => {
    expect(whole(delaysOf(partysocket, 'refused')).slice(0, 7)).toEqual([
      3_000, 3_900, 5_070, 6_591, 8_568, 10_000, 10_000,
    ]);
    expect(delaysOf(partysocket, 'no token')).toEqual(delaysOf(partysocket, 'refused'));
  });

  it('is what partysocket does', async () => {
    const real = await delaysOfReal((Socket) => {
      const socket = new PartySocket('wss://ws.example.com', [], { WebSocket: Socket });
      socket.onerror = () => undefined;
    });
    expect(real).toEqual(whole(delaysOf(partysocket, 'refused')).slice(0, real.length));
    expect(real.length).toBeGreaterThan(10);
  });
});

describe("reconnecting-websocket's policy", () => {
  it('grows by 1.3 to 10 s from what is drawn once, of 1 to 5 s', () => {
    expect(delaysOf(reconnectingWebSocket, 'refused', 0)[0]).toBe(1_000);
    expect(whole(delaysOf(reconnectingWebSocket, 'refused', 0.25)).slice(0, 3)).toEqual([2_000, 2_600, 3_380]);
    expect(delaysOf(reconnectingWebSocket, 'refused').at(-1)).toBe(10_000);
  });

  it('is what reconnecting-websocket does', async () => {
    const real = await delaysOfReal(
      (Socket) =>
        new ReconnectingWebSocket('wss://ws.example.com', [], { WebSocket: Socket, minReconnectionDelay: 3_000 }),
    );
    expect(real).toEqual(whole(delaysOf(reconnectingWebSocket, 'refused')).slice(0, real.length));
    expect(real.length).toBeGreaterThan(10);
  });
});

describe("graphql-ws's policy", () => {
  it('doubles from 1 s with 0.3 to 3 s on top, and gives up after five retries', () => {
    expect(delaysOf(graphqlWs, 'refused', 0)).toEqual([1_300, 2_300, 4_300, 8_300, 16_300]);
    expect(delaysOf(graphqlWs, 'no token', 0)).toEqual(delaysOf(graphqlWs, 'refused', 0));
  });

  it('is what graphql-ws does with every retry allowed', async () => {
    const real = await delaysOfReal((Socket) => {
      createClient({
        url: 'wss://ws.example.com',
        webSocketImpl: Socket,
        lazy: false,
        onNonLazyError: () => undefined,
        shouldRetry: () => true,
      });
    });
    expect(real).toEqual(delaysOf(graphqlWs, 'refused'));
  });

  it('does not do graphql-ws injustice: left to itself, it gives up at the first refused handshake', async () => {
    const real = await delaysOfReal((Socket) => {
      createClient({
        url: 'wss://ws.example.com',
        webSocketImpl: Socket,
        lazy: false,
        onNonLazyError: () => undefined,
      });
    });
    expect(real).toEqual([]);
  });
});

describe("socket.io's policy", () => {
  it('doubles from 1 s to 5 s, each by up to a half more or less', () => {
    // A chance whose first digit is even takes from the delay, an odd one adds to it.
    expect(delaysOf(socketIo, 'refused', 0).slice(0, 5)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(delaysOf(socketIo, 'refused', 0.5).slice(0, 4)).toEqual([1_250, 2_500, 5_000, 5_000]);
    expect(delaysOf(socketIo, 'refused', 0.8).slice(0, 3)).toEqual([600, 1_200, 2_400]);
  });
});
