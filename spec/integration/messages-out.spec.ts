import { filter, firstValueFrom, forkJoin, map, retry, type Observable } from 'rxjs';
import WebSocket from 'ws';
import { z } from 'zod';
import { gatewaySocket, types, type Fault, type GatewaySocketConfig } from '../../lib';
import { startLocalGateway, type LocalGateway, type LocalGatewayOptions } from '../../lib/local-gateway';

const schemas = {
  toast: z.object({ level: z.string(), message: z.string(), request_id: z.string().optional() }),
  history: z.object({ room: z.string(), messages: z.array(z.object({ message: z.string() })) }),
};

interface Outbound {
  toast: { level?: string; message: string };
  fetch_history: {};
  chat_message: { message: string };
}

let gateway: LocalGateway;
let socket: ReturnType<typeof create>;

const create = (options: Partial<GatewaySocketConfig>) =>
  gatewaySocket({
    url: gateway.url,
    log: false,
    channel: 'general',
    WebSocketCtor: WebSocket,
    backoff: { initial: 20, jitter: 'none' },
    schemas,
    outbound: types<Outbound>(),
    ...options,
  });

const start = async (gatewayOptions: LocalGatewayOptions = {}, options: Partial<GatewaySocketConfig> = {}) => {
  gateway = await startLocalGateway({ tokens: false, ...gatewayOptions });
  socket = create(options);
  socket.connect();
  await firstValueFrom(socket.opened$);
};

const undelivered = (): Observable<string> =>
  socket.faults$.pipe(
    filter((fault): fault is Extract<Fault, { type: 'undelivered' }> => fault.type === 'undelivered'),
    map(({ name, reason }) => `${name} ${reason}`),
  );

afterEach(async () => {
  socket.close();
  await gateway.close();
});

describe('request() on a real socket', () => {
  it('finds its own reply among a hundred', async () => {
    await start();
    const ask = (n: number) =>
      socket.request('toast', { message: `${n}` }).pipe(map((reply) => 'message' in reply && reply.message));
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    await expect(firstValueFrom(forkJoin(numbers.map(ask)))).resolves.toEqual(numbers.map(String));
  });

  it('takes its reply by type, checked', async () => {
    await start();
    socket.send('chat_message', { message: 'hi' });
    const history = await firstValueFrom(socket.request('fetch_history', {}, { reply: 'history' }));
    expect(history).toEqual({ type: 'history', room: 'general', messages: [{ message: 'hi' }] });
  });

  it('is rejected by an error frame of the gateway', async () => {
    await start({ backend: { silent: () => undefined } });
    const reply = firstValueFrom(socket.request('fetch_history'));
    const fault = firstValueFrom(socket.faults$);
    gateway.sendErrorFrame('internal-server-error');
    await expect(reply).rejects.toMatchObject({ name: 'RequestError', kind: 'rejected' });
    await expect(fault).resolves.toMatchObject({ type: 'gateway-error', message: 'Internal server error' });
  });

  it('is lost with its connection, and asks again with retry()', async () => {
    let asked = 0;
    await start({
      backend: {
        fetch_history: async ({ send, connectionId }) => {
          asked += 1;
          if (asked === 1) gateway.drop(connectionId);
          else await send({ type: 'history', room: 'r', messages: [] });
        },
      },
    });
    const reply$ = socket.request('fetch_history', {}, { reply: 'history' });
    await expect(firstValueFrom(reply$.pipe(retry(1)))).resolves.toMatchObject({ room: 'r' });
    expect(asked).toBe(2);
  });
});

describe('what does not reach the gateway is told', () => {
  it('as too large, when it closes with 1009 over it', async () => {
    await start({}, { limits: false });
    const fault = firstValueFrom(undelivered());
    socket.send('toast', { message: 'small' });
    socket.send('chat_message', { message: 'x'.repeat(40_000) });
    await expect(fault).resolves.toBe('chat_message too-large');
  });

  it('as unconfirmed, when the connection breaks with its bytes still held', async () => {
    await start({}, { limits: false });
    gateway.freeze();
    let sent = 0;
    const told: string[] = [];
    socket.faults$.subscribe(({ type }) => told.push(type));
    // More than the buffers of the operating system take from a peer that does not read.
    for (; sent < 1_000; sent += 1) socket.send('toast', { message: 'x'.repeat(30_000) });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const first = firstValueFrom(undelivered());
    gateway.drop();
    await expect(first).resolves.toBe('toast unconfirmed');
    expect(told.length).toBeGreaterThan(100);
    expect(told.length).toBeLessThanOrEqual(sent);
  });
});
