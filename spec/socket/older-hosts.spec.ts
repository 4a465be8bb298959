import { firstValueFrom } from 'rxjs';
import { djangoToken, gatewaySocket } from '../../lib';
import { Clock } from '../../lib/clock';
import { realHost } from '../../lib/host';
import { fakeGateway } from '../../lib/testing';
import { words } from '../support/words';

/** Takes something away from this host for a while, as an older one lacks it. */
async function without(owner: object, name: PropertyKey, work: () => unknown): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value: undefined, configurable: true, writable: true });
  try {
    await work();
  } finally {
    if (own) Object.defineProperty(owner, name, own);
    else Reflect.deleteProperty(owner, name);
  }
}

describe('a host that lacks something newer', () => {
  it('has a client all the same where there is no Symbol.dispose, without a property called "undefined"', async () => {
    // It cannot be taken away from this host's own Symbol, so a Symbol without it takes its place.
    const { for: named, iterator } = Symbol;
    await without(globalThis, 'Symbol', () => {
      Object.defineProperty(globalThis, 'Symbol', { value: { for: named.bind(Symbol), iterator }, configurable: true });
      const socket = gatewaySocket({ url: 'wss://ws.example.com', log: false });
      expect(Object.keys(socket)).not.toContain('undefined');
      expect(Object.getOwnPropertySymbols(socket).map(String)).toEqual(['Symbol(Symbol.dispose)', 'Symbol(log)']);
      socket.close();
      expect(socket.status).toEqual({ state: 'closed' });
    });
  });

  it.each<readonly [string, unknown]>([
    ['is missing', undefined],
    ['is a mock that returns nothing', jest.fn()],
  ])('keeps time by the wall clock where performance.now %s', async (_name, now) => {
    await without(performance, 'now', () => {
      Object.defineProperty(performance, 'now', { value: now, configurable: true, writable: true });
      jest.useFakeTimers({ doNotFake: ['performance'] });
      try {
        const clock = new Clock(realHost);
        const ran = jest.fn();
        clock.after(1_000, {}, ran);
        jest.advanceTimersByTime(1_000);
        expect([clock.now(), ran.mock.calls.length]).toEqual([1_000, 1]);
      } finally {
        jest.useRealTimers();
      }
    });
  });

  it('fetches tokens where there is no AbortSignal.any and no AbortSignal.timeout', async () => {
    const fetched = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{"token":"t"}'));
    await without(AbortSignal, 'any', () =>
      without(AbortSignal, 'timeout', async () => {
        expect(await firstValueFrom(djangoToken('/api/ws-token/'))).toMatchObject({ expires_in: 60 });
      }),
    );
    fetched.mockRestore();
  });

  it('goes through a whole conversation, and ends by its signal, where AbortSignal knows neither any() nor timeout()', async () => {
    await without(AbortSignal, 'any', () =>
      without(AbortSignal, 'timeout', async () => {
        const gateway = fakeGateway();
        const { WebSocketCtor, token } = gateway;
        const controller = new AbortController();
        const socket = gatewaySocket({
          url: 'wss://ws.test',
          token,
          WebSocketCtor,
          signal: controller.signal,
          log: false,
        });
        const toast = firstValueFrom(socket.on('toast'));
        const connection = await gateway.connected();
        connection.send({ type: 'toast', message: 'Hello' });
        expect(await toast).toEqual({ type: 'toast', message: 'Hello' });
        socket.send('ping');
        expect(await connection.next()).toEqual({ action: 'ping' });
        controller.abort();
        expect(socket.status).toEqual({ state: 'closed' });
      }),
    );
  });
});

describe('a server that renders the page', () => {
  it('is told at once that its token endpoint needs an absolute address, and does not ask for ever', async () => {
    const { WebSocketCtor } = fakeGateway();
    const socket = gatewaySocket({
      url: 'wss://ws.test',
      token: djangoToken('/api/ws-token/'),
      WebSocketCtor,
      log: false,
    });
    await expect(firstValueFrom(socket.messages$)).rejects.toMatchObject({
      name: 'ConfigError',
      option: 'token',
      message: expect.stringMatching(words('must be absolute')) as string,
    });
    expect(socket.status).toMatchObject({ state: 'failed' });
  });
});
