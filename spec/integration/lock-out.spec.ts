import { filter, firstValueFrom, timer } from 'rxjs';
import WebSocket from 'ws';
import { attemptBudget, djangoToken, gatewaySocket, type AttemptBudget, type GatewaySocket } from '../../lib';
import { startLocalGateway, type GatewayEvent, type LocalGateway } from '../../lib/local-gateway';

/** So many seconds of the story pass in a real one: for the gateway's clock and for every delay of the client. */
const FAST = 20;
const scaled = (ms: number) => ms / FAST;

const OUTAGE = 300_000;

let gateway: LocalGateway;
let happened: GatewayEvent[];
let start: number;
let socket: GatewaySocket | undefined;

/** Milliseconds of the story since it began. */
const elapsed = () => (Date.now() - start) * FAST;

const inScaledTime = (budget: AttemptBudget): AttemptBudget => ({
  claim: (now) => scaled(budget.claim(start + (now - start) * FAST)),
});

/** The service is down: no token, and a gateway that refuses. The real backend counts what it refuses. */
const outage = async (): Promise<void> => {
  gateway.failTokens(Infinity, 503);
  gateway.refuse(Infinity);
  gateway.drop();
  await firstValueFrom(timer(scaled(OUTAGE)));
  gateway.failTokens(0);
  gateway.refuse(0);
};

beforeEach(async () => {
  start = Date.now();
  happened = [];
  gateway = await startLocalGateway({
    clock: () => start + elapsed(),
    onEvent: (event) => happened.push(event),
  });
});
afterEach(async () => {
  socket?.close();
  socket = undefined;
  await gateway.close();
});

describe('after an outage of five minutes, against the limits of the real backend', () => {
  it('a client is connected within 40 s, and has kept to its budget all the while', async () => {
    const client = (socket = gatewaySocket({
      url: gateway.url,
      log: false,
      token: djangoToken(gateway.tokenUrl),
      WebSocketCtor: WebSocket,
      attemptsPerMinute: inScaledTime(attemptBudget(10)),
      backoff: { initial: scaled(1_000), max: scaled(30_000), minUptime: scaled(5_000) },
    }));
    const opened = (count: number) => firstValueFrom(client.opened$.pipe(filter((opening) => opening.count === count)));
    const asked: number[] = [];
    client.events$.subscribe(({ type }) => {
      if (type === 'token') asked.push(elapsed());
    });
    client.connect();
    await opened(1);
    await outage();
    const over = elapsed();
    await opened(2);
    const back = elapsed() - over;
    const most = Math.max(...asked.map((at) => asked.filter((other) => other <= at && other > at - 60_000).length));
    console.log(
      `outage of 5 min: back ${(back / 1_000).toFixed(1)} s after its end, ${asked.length} attempts in all, at most ${most} in a minute`,
    );
    expect(back).toBeLessThan(40_000);
    expect(most).toBeLessThanOrEqual(10);
    expect(happened.filter((event) => event.type === 'refused' && /attempts|limit/i.test(event.reason))).toEqual([]);
  }, 60_000);
});
