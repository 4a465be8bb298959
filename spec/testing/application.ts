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
  const socket = gatewaySocket<Inbound, Outbound>({
    ...gateway.config,
    log: false,
    channel: 'general',
    // Without fake timers a test waits for as long as its client does.
    backoff: { initial: 10, max: 20 },
  });
  return { gateway, socket };
};

/** The next line that is written to the console as a warning. */
const warning = () =>
  new Promise<string>((resolve) => {
    const { warn } = console;
    console.warn = (line: string) => {
      console.warn = warn;
      resolve(line);
    };
  });

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

  it('a second of real time without a connection is said, and the wait goes on', async () => {
    const { gateway, socket } = start();
    const line = warning();
    const connected = gateway.connected();
    equal((await line).startsWith('fakeGateway: connected() waits for a connection: nobody subscribed:'), true);
    const using = socket.connect();
    equal((await connected).channel, 'general');
    using.unsubscribe();
    socket.close();
  });

  if (!pass) return;
  it('a delay of the client that no fake timer lets pass is said, and the wait goes on', async () => {
    const { gateway, socket } = start();
    const using = socket.connect();
    (await gateway.connected()).drop();
    const line = warning();
    const connected = gateway.connected();
    equal(/connection-1 was cut off; the client waits \d+ ms: advance the fake timers asynch/.test(await line), true);
    await pass(1_000);
    equal((await connected).open, true);
    using.unsubscribe();
    socket.close();
  });
}
