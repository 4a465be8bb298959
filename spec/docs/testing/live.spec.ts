// live.spec.ts
import { firstValueFrom, take, toArray } from 'rxjs';
import { fakeGateway } from 'rx-gateway-socket/testing';
import { live, toasts } from './live';

function start() {
  const gateway = fakeGateway();
  return { gateway, socket: live({ ...gateway.config, log: false }) };
}

it('shows the last three toasts', async () => {
  const { gateway, socket } = start();
  const shown = firstValueFrom(toasts(socket).pipe(take(4), toArray()));
  await gateway.connected();
  for (const message of ['one', 'two', 'three', 'four']) gateway.broadcast({ type: 'toast', message }, 'general');
  expect((await shown).at(-1)).toEqual(['two', 'three', 'four']);
  socket.close();
});

it('sends what was said before there was a connection', async () => {
  const { gateway, socket } = start();
  expect(socket.send('chat_message', { message: 'Hello' })).toBe('queued');
  const connection = await gateway.connected();
  expect(await connection.next()).toEqual({ action: 'chat_message', message: 'Hello' });
  socket.close();
});

it('ends the stream when nobody is logged in', async () => {
  const { gateway, socket } = start();
  gateway.failTokens(1, 'unauthenticated');
  await expect(firstValueFrom(toasts(socket))).rejects.toMatchObject({ kind: 'unauthenticated' });
  expect(gateway.attempts).toBe(0);
  socket.close();
});
