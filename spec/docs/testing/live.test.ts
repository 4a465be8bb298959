// live.test.ts
import { firstValueFrom } from 'rxjs';
import { fakeGateway } from 'rx-gateway-socket/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { live, toasts } from './live';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('comes back after three refused handshakes', async () => {
  const gateway = fakeGateway();
  const socket = live({ ...gateway.config, backoff: { jitter: 'none' } });
  gateway.refuse(3);
  const shown = firstValueFrom(toasts(socket));

  await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000);
  await gateway.connected();
  expect(gateway.attempts).toBe(4);

  gateway.broadcast({ type: 'toast', message: 'Back' });
  expect(await shown).toEqual(['Back']);
  socket.close();
});
