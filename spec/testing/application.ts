import { filter, firstValueFrom } from 'rxjs';
import { gatewaySocket } from '../../lib';
import { fakeGateway } from '../../lib/testing';

interface Inbound {
  toast: { message: string };
}
interface Outbound {
  chat_message: { message: string };
}

/** The part of a test runner that an application's tests use, whichever runner it is. */
export interface Runner {
  readonly it: (name: string, test: () => Promise<void>) => void;
  readonly equal: (actual: unknown, expected: unknown) => void;
  /** Whether time is faked, and what lets it pass. */
  readonly pass: ((ms: number) => Promise<unknown>) | undefined;
}

const start = () => {
  const gateway = fakeGateway();
  const { WebSocketCtor, token } = gateway;
  const socket = gatewaySocket<Inbound, Outbound>({
    url: 'wss://ws.test',
    token,
    WebSocketCtor,
    channel: 'general',
    environment: false,
    // Without fake timers a test waits for as long as its client does.
    backoff: { initial: 10, max: 20 },
  });
  return { gateway, socket };
};

/** What an application would test, with any runner, its timers faked or not. */
export function testApplication({ it, equal, pass }: Runner): void {
  it('a toast reaches its stream', async () => {
    const { gateway, socket } = start();
    const toast = firstValueFrom(socket.on('toast'));
    await gateway.connected();
    gateway.broadcast({ type: 'toast', message: 'Saved' }, 'general');
    equal(await toast, { type: 'toast', message: 'Saved' });
    socket.close();
  });

  it('what is sent before the connection arrives after it', async () => {
    const { gateway, socket } = start();
    equal(socket.send('chat_message', { message: 'Hello' }), 'queued');
    const connection = await gateway.connected();
    equal(await connection.next(), { action: 'chat_message', message: 'Hello' });
    equal(connection.received.length, 1);
    socket.close();
  });

  it('a connection that was cut comes back with another token', async () => {
    const { gateway, socket } = start();
    const using = socket.connect();
    const first = await gateway.connected();
    first.drop();
    await firstValueFrom(socket.status$.pipe(filter(({ state }) => state === 'waiting')));
    await pass?.(1_000);
    await gateway.connected();
    equal([gateway.tokensFetched, gateway.attempts, first.open], [2, 2, false]);
    using.unsubscribe();
    socket.close();
  });
}
