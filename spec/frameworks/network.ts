import { fakeGateway, type FakeGateway } from 'rx-gateway-socket/testing';
import { vi } from 'vitest';

/** A page's network: a gateway in memory, and its token endpoint behind `fetch`. */
export function fakeNetwork(): FakeGateway {
  const gateway = fakeGateway();
  vi.stubGlobal('WebSocket', gateway.WebSocketCtor);
  vi.stubGlobal('fetch', () =>
    gateway.token().then(
      (answer) => Response.json(answer),
      () => new Response('Authentication required', { status: 403 }),
    ),
  );
  return gateway;
}

/** Waits until nothing is thrown, for as long as a busy machine may take. */
export const until = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 10_000 });
