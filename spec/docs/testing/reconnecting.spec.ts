// reconnecting.spec.ts
import { fakeGateway } from 'rx-gateway-socket/testing';
import { live, words } from './live';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('says when the next try is, and comes back with a fresh token', async () => {
  const gateway = fakeGateway();
  const socket = live({ ...gateway.config, backoff: { jitter: 'none' } });
  let last = '';
  words(socket).subscribe((said) => (last = said));
  socket.connect();

  const first = await gateway.connected();
  first.drop();
  await jest.advanceTimersByTimeAsync(0);
  expect(last).toBe('Next try in 1 s');

  await jest.advanceTimersByTimeAsync(1_000);
  await gateway.connected();
  expect(last).toBe('open');
  socket.close();
});
