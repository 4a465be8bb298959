import { filter, firstValueFrom, map, take, toArray } from 'rxjs';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from '../../lib';
import { startLocalGateway, type GatewayEvent, type LocalGateway } from '../../lib/local-gateway';

interface Inbound {
  toast: { level: string; message: string };
  number: { n: number };
}
interface Outbound {
  toast: { level: string; message: string };
}

let gateway: LocalGateway;
let happened: GatewayEvent[];
let socket: GatewaySocket<Inbound, Outbound>;

/** Node has a WebSocket of its own from 22 on, which is found without being named. */
const sockets: readonly (readonly [name: string, option: Pick<GatewaySocketConfig, 'WebSocketCtor'>])[] = [
  ['of the package ws', { WebSocketCtor: WebSocket }],
  ...('WebSocket' in globalThis ? [["of Node's own", {}] as const] : []),
];
let webSocket: Pick<GatewaySocketConfig, 'WebSocketCtor'>;

const client = (options: Partial<GatewaySocketConfig> = {}) =>
  (socket = gatewaySocket<Inbound, Outbound>({
    url: gateway.url,
    log: false,
    token: djangoToken(gateway.tokenUrl),
    channel: 'general',
    ...webSocket,
    backoff: { initial: 20, jitter: 'none' },
    ...options,
  }));

const opening = (count: number) => firstValueFrom(socket.opened$.pipe(filter((opened) => opened.count === count)));
const nextEnding = () =>
  firstValueFrom(
    socket.events$.pipe(
      filter((event) => event.type === 'ended'),
      map(({ error }) => ({ kind: error.kind, code: error.code, reason: error.reason, wasClean: error.wasClean })),
    ),
  );
const tokensIssued = () => happened.filter(({ type }) => type === 'token').length;

beforeEach(async () => {
  happened = [];
  gateway = await startLocalGateway({ onEvent: (event) => happened.push(event) });
});
afterEach(async () => {
  socket.close();
  await gateway.close();
});

describe.each(sockets)('on a real socket %s', (_name, option) => {
  beforeEach(() => {
    webSocket = option;
  });

  it('a message goes out, and its answer comes back typed', async () => {
    client();
    const toast = firstValueFrom(socket.on('toast'));
    socket.send('toast', { level: 'success', message: 'Saved' });
    await expect(toast).resolves.toMatchObject({ type: 'toast', level: 'success', message: 'Saved' });
  });

  it.each([
    [
      'a clean 1001',
      () => gateway.closeAll(1001, 'Going away'),
      { kind: 'lost', code: 1001, reason: 'Going away', wasClean: true },
    ],
    ['a clean 1000', () => gateway.closeAll(1000, ''), { kind: 'lost', code: 1000, reason: '', wasClean: true }],
    ['a TCP reset', () => gateway.drop(), { kind: 'lost', code: 1006, reason: '', wasClean: false }],
  ])('%s is one ending, and a fresh token opens the next connection', async (_name, cut, ending) => {
    client().connect();
    await opening(1);
    const ended = nextEnding();
    const reopened = opening(2);
    cut();
    await expect(ended).resolves.toEqual(ending);
    await expect(reopened).resolves.toMatchObject({ reconnected: true, rotated: false });
    expect(tokensIssued()).toBe(2);
    expect(happened.filter(({ type }) => type === 'refused')).toEqual([]);
    const toast = firstValueFrom(socket.on('toast'));
    socket.send('toast', { level: 'info', message: 'again' });
    await expect(toast).resolves.toMatchObject({ message: 'again' });
  });

  it('a refused handshake and a failed token fetch are retried with a fresh token each', async () => {
    gateway.refuse(1);
    client().connect();
    await expect(nextEnding()).resolves.toMatchObject({ kind: 'refused', code: 1006 });
    gateway.failTokens(1, 503);
    const fault = firstValueFrom(socket.faults$);
    await expect(fault).resolves.toMatchObject({ type: 'token', error: { kind: 'unavailable', status: 503 } });
    await opening(1);
    expect(tokensIssued()).toBe(3);
  });

  it('a handshake that hangs is given up after openTimeout', async () => {
    gateway.delay(Infinity);
    client({ openTimeout: 50 }).connect();
    await expect(nextEnding()).resolves.toMatchObject({ kind: 'timeout' });
    gateway.delay(0);
    await opening(1);
  });

  it('subscribers that come and go share one connection, in which nothing is lost or doubled', async () => {
    client();
    const numbers = firstValueFrom(
      socket.on('number').pipe(
        map(({ n }) => n),
        take(100),
        toArray(),
      ),
    );
    await opening(1);
    const others = [socket.on('toast').subscribe(), socket.messages$.subscribe()];
    for (let n = 0; n < 100; n += 1) {
      gateway.broadcast({ type: 'number', n }, 'general');
      if (n === 50) for (const other of others) other.unsubscribe();
    }
    await expect(numbers).resolves.toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(gateway.connections).toHaveLength(1);
  });

  it('the last unsubscribe closes it, after the linger, with 1000', async () => {
    const closed = new Promise<GatewayEvent>((resolve) => {
      gateway.onEvent((event) => event.type === 'closed' && resolve(event));
    });
    client({ linger: 10 });
    const subscription = socket.messages$.subscribe();
    await opening(1);
    subscription.unsubscribe();
    await expect(closed).resolves.toMatchObject({ code: 1000 });
    expect(socket.status).toEqual({ state: 'idle' });
  });

  it('close() says the code and the reason that it was given', async () => {
    const closed = new Promise<GatewayEvent>((resolve) => {
      gateway.onEvent((event) => event.type === 'closed' && resolve(event));
    });
    client().connect();
    await opening(1);
    socket.close(4_321, 'logged out');
    await expect(closed).resolves.toMatchObject({ code: 4_321, reason: 'logged out' });
  });

  it('the secret is in no event, status, fault or error, whatever happens', async () => {
    const secret = 'planted-5ecret';
    const said: unknown[] = [];
    client({ token: () => [secret], singleUseToken: false });
    socket.events$.subscribe((event) => said.push(event));
    socket.status$.subscribe((status) => said.push(status));
    socket.faults$.subscribe((fault) => said.push(fault));
    socket.messages$.subscribe({ error: (error: unknown) => said.push(error) });
    // The gateway never issued it, so it refuses: three times is enough of every kind of event.
    for (let i = 0; i < 3; i += 1) await nextEnding();
    const all = said.map((value) => deeply(value)).join('\n');
    expect(all).toContain('refused');
    expect(all).not.toContain(secret);
  });
});

/** Everything that an object, its errors, their causes and stacks would show in a log. */
function deeply(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 6) return String(value);
  return Object.getOwnPropertyNames(value)
    .map((key) => `${key}: ${deeply(Reflect.get(value, key), depth + 1)}`)
    .join(', ');
}
