import { filter, firstValueFrom, interval, merge, mergeMap, NEVER, Subject, Subscription, takeUntil } from 'rxjs';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from '../../lib';
import { startLocalGateway, type LocalGateway } from '../../lib/local-gateway';

interface Inbound {
  number: { n: number };
  tick: { id: number };
  pong: {};
}
interface Outbound {
  ping: {};
}

/** `npm run test:soak` rotates twenty times. */
const ROTATIONS = Number(process.env.ROTATIONS ?? 3);

/** Copies of a broadcast come up to so much apart, in ms. */
const SCATTER = 2_000;

let gateway: LocalGateway;
let socket: GatewaySocket<Inbound, Outbound>;
let broadcasting: Subscription;

const client = (options: Partial<GatewaySocketConfig> = {}) =>
  (socket = gatewaySocket<Inbound, Outbound>({
    url: gateway.url,
    log: false,
    token: djangoToken(gateway.tokenUrl),
    channel: 'numbers',
    WebSocketCtor: WebSocket,
    attemptsPerMinute: 1_000,
    ...options,
    rotation: { overlap: 5_000, ...options.rotation },
  }));

const opening = (count: number) => firstValueFrom(socket.opened$.pipe(filter((opened) => opened.count === count)));

/** The old connection is gone. */
const alone = async (): Promise<void> => {
  while (gateway.connections.length > 1) {
    await new Promise<void>((resolve) => {
      const stop = gateway.onEvent(({ type }) => {
        if (type !== 'closed') return;
        stop();
        resolve();
      });
    });
  }
};

/** Rotates so often, each time when only one connection is left. */
const rotate = async (times: number): Promise<void> => {
  for (let count = 2; count <= times + 1; count += 1) {
    const opened = opening(count);
    socket.reconnect();
    await opened;
    await alone();
  }
};

/** Numbers, a thousand a second. */
const broadcastNumbers = (): { readonly sent: () => number; readonly stop: () => void } => {
  let n = 0;
  broadcasting = interval(10).subscribe(() => {
    for (let i = 0; i < 10; i += 1) gateway.broadcast({ type: 'number', n: n++ }, 'numbers');
  });
  return { sent: () => n, stop: () => broadcasting.unsubscribe() };
};

/** Every copy under way has come: only time can tell that no more will. */
const settled = () => new Promise((resolve) => setTimeout(resolve, SCATTER + 500));

beforeEach(async () => {
  broadcasting = new Subscription();
  gateway = await startLocalGateway({ connectsPerMinute: false, tokens: { perMinute: false } });
});
afterEach(async () => {
  broadcasting.unsubscribe();
  socket.close();
  await gateway.close();
});

const countsOf = (values: readonly number[], sent: number) => {
  const times = new Map<number, number>();
  for (const n of values) times.set(n, (times.get(n) ?? 0) + 1);
  const lost = Array.from({ length: sent }, (_, n) => n).filter((n) => !times.has(n)).length;
  return { lost, doubled: values.length - times.size };
};

describe('rotation on real sockets', () => {
  it(
    `${ROTATIONS} in a row under 1,000 messages/s, copies up to 2 s apart and out of order: nothing lost, nothing doubled`,
    async () => {
      gateway.scatterBroadcasts(SCATTER);
      const numbers: number[] = [];
      client()
        .on('number')
        .subscribe(({ n }) => numbers.push(n));
      await opening(1);
      const done = new Subject<void>();
      let asked = 0;
      let answered = 0;
      // Each reply goes to the one connection that asked.
      const asking = merge(interval(50).pipe(takeUntil(done)), NEVER)
        .pipe(
          mergeMap(() => {
            asked += 1;
            return socket.request('ping', {}, { reply: 'pong' });
          }),
        )
        .subscribe(() => (answered += 1));
      const numbered = broadcastNumbers();
      await rotate(ROTATIONS);
      numbered.stop();
      done.next();
      await settled();
      asking.unsubscribe();
      const { lost, doubled } = countsOf(numbers, numbered.sent());
      console.log(
        `${ROTATIONS} rotations, ${numbered.sent()} numbers: ${lost} lost, ${doubled} doubled; ${answered} of ${asked} requests answered`,
      );
      expect({ lost, doubled, unanswered: asked - answered }).toEqual({ lost: 0, doubled: 0, unanswered: 0 });
    },
    60_000 + ROTATIONS * 10_000,
  );

  // Each carries a number, by which it is counted here; equal texts are those that are told apart by what they share.
  it.each([
    ['as equal texts are, by nothing of their own', () => 'tick', { lost: 15, doubled: 15 }],
    ['not at all', false as const, { lost: 0, doubled: Infinity }],
    ['by an id', ({ id }: { readonly [key: string]: unknown }) => String(id), { lost: 0, doubled: 0 }],
  ])(
    'messages five a second, told apart %s: what is lost and doubled is known',
    async (name, dedupe, most) => {
      gateway.scatterBroadcasts(SCATTER);
      client({ rotation: { dedupe } });
      const ids: number[] = [];
      socket.on('tick').subscribe(({ id }) => ids.push(id));
      await opening(1);
      let sent = 0;
      broadcasting = interval(200).subscribe(() => {
        gateway.broadcast({ type: 'tick', id: sent }, 'numbers');
        sent += 1;
      });
      await rotate(1);
      broadcasting.unsubscribe();
      await settled();
      const { lost, doubled } = countsOf(ids, sent);
      console.log(`told apart ${name}: ${sent} sent, ${lost} lost, ${doubled} doubled, ${ids.length} delivered`);
      expect(lost).toBeLessThanOrEqual(most.lost);
      expect(doubled).toBeLessThanOrEqual(most.doubled);
      if (dedupe === false) expect(doubled).toBeGreaterThan(0);
    },
    60_000,
  );

  it('a deaf connection is given up, and not one message is lost', async () => {
    const numbers: number[] = [];
    client()
      .on('number')
      .subscribe(({ n }) => numbers.push(n));
    await opening(1);
    gateway.deafen(1);
    const deaf = firstValueFrom(socket.faults$.pipe(filter(({ type }) => type === 'deaf')));
    const numbered = broadcastNumbers();
    socket.reconnect();
    await deaf;
    await opening(3);
    await alone();
    numbered.stop();
    await settled();
    const { lost, doubled } = countsOf(numbers, numbered.sent());
    console.log(`deaf connection, ${numbered.sent()} numbers: ${lost} lost, ${doubled} doubled`);
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  }, 60_000);
});
