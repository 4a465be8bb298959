import { CONNECTIONS_PER_SECOND, StormGateway } from '../../storm/gateway';
import { LogBook } from '../../storm/log-book';
import { TOKENS_PER_SECOND, TokenService, type TokenAnswer } from '../../storm/token-service';
import { VirtualTime } from '../../storm/virtual-time';
import { seeded } from '../../../spec/support/seeded';

/** A gateway and a token service in a storm, and what came of each handshake. */
function services({ clients = 1, oneAddress = false, latency = (): number => 0 } = {}) {
  const time = new VirtualTime();
  const tokens = new TokenService(time, latency);
  const gateway = new StormGateway(time, latency, oneAddress);
  const log = new LogBook(clients, 0);
  tokens.log = log;
  gateway.log = log;
  const opened: number[] = [];
  const refused: number[] = [];
  const knock = (client: number) => {
    const socket = gateway.connect(`${client}-1`);
    socket.onopen = () => opened.push(time.now());
    socket.onclose = () => refused.push(time.now());
  };
  return { time, tokens, gateway, log, opened, refused, knock };
}

/** The most of some moments, in order, that lie within one second. */
function mostInASecond(moments: readonly number[]): number {
  return Math.max(...moments.map((end) => moments.filter((at) => at <= end && at > end - 1_000).length));
}

describe('the gateway', () => {
  it('admits 500 connections in any second, and refuses the others', () => {
    const random = seeded(1);
    const { time, opened, refused, knock } = services({ clients: 4_000, latency: () => Math.floor(200 * random()) });
    for (let client = 0; client < 4_000; client += 1) {
      time.after(Math.floor(3_000 * random()), { due: () => knock(client) });
    }
    time.runUntil(10_000);
    expect(opened.length + refused.length).toBe(4_000);
    expect(mostInASecond(opened)).toBe(CONNECTIONS_PER_SECOND);
  });

  it('admits somebody again as soon as a second has gone by', () => {
    const { time, opened, knock } = services({ clients: 501 });
    for (let client = 0; client < CONNECTIONS_PER_SECOND; client += 1) knock(client);
    time.after(999, { due: () => knock(500) });
    time.after(1_000, { due: () => knock(500) });
    time.runUntil(2_000);
    expect(opened.filter((at) => at > 0)).toEqual([1_000]);
  });

  it('opens 20 connections a minute to one address, and counts those that it refused', () => {
    const { time, opened, knock } = services({ oneAddress: true });
    // Every 2.5 s: 24 a minute, and so never again fewer than 20.
    for (let at = 0; at < 600_000; at += 2_500) time.after(at, { due: () => knock(0) });
    time.runUntil(600_000);
    expect(opened).toHaveLength(20);
  });

  it('refuses all while it is down', () => {
    const { time, gateway, opened, knock } = services({ clients: 2 });
    gateway.downUntil = 1_000;
    knock(0);
    time.after(1_000, { due: () => knock(1) });
    time.runUntil(2_000);
    expect(opened).toEqual([1_000]);
  });
});

describe('the token service', () => {
  const answers = ({ time, tokens }: ReturnType<typeof services>, clients: readonly number[]) => {
    const given: TokenAnswer[] = [];
    for (const client of clients) tokens.request(client, (answer) => given.push(answer));
    time.runUntil(time.now());
    return given.map(({ status }) => status);
  };
  const all = (count: number) => Array.from({ length: count }, (_, client) => client);

  it('gives 1,000 tokens a second, and answers 503 to the others', () => {
    const given = answers(services({ clients: 1_010 }), all(1_010));
    expect(given.filter((status) => status === 200)).toHaveLength(TOKENS_PER_SECOND);
    expect(given.slice(TOKENS_PER_SECOND)).toEqual(Array.from({ length: 10 }, () => 503));
  });

  it('gives one user 20 tokens a minute', () => {
    const world = services();
    expect(
      answers(
        world,
        Array.from({ length: 21 }, () => 0),
      ).slice(-2),
    ).toEqual([200, 403]);
    world.time.runUntil(60_001);
    expect(answers(world, [0])).toEqual([200]);
  });

  it('answers 500 while it is down', () => {
    const world = services();
    world.tokens.downUntil = 1_000;
    expect(answers(world, [0])).toEqual([500]);
    world.time.runUntil(1_000);
    expect(answers(world, [0])).toEqual([200]);
  });
});
