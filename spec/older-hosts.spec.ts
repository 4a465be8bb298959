import { firstValueFrom } from 'rxjs';
import { djangoToken, gatewaySocket } from '../lib';

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
      const socket = gatewaySocket({ url: 'wss://ws.example.com' });
      expect(Object.keys(socket)).not.toContain('undefined');
      expect(Object.getOwnPropertySymbols(socket).map(String)).toEqual(['Symbol(Symbol.dispose)']);
      socket.close();
      expect(socket.status).toEqual({ state: 'closed' });
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
});
