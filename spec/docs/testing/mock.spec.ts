// mock.spec.ts
import WS from 'jest-websocket-mock';
import { of } from 'rxjs';
import { live, toasts } from './live';

afterEach(() => WS.clean());

it('shows a toast and sends a message', async () => {
  const server = new WS('ws://localhost:4510');
  const socket = live({ url: 'ws://localhost:4510', token: of('a-token'), singleUseToken: false });
  const shown: (readonly string[])[] = [];
  toasts(socket).subscribe((some) => shown.push(some));
  await server.connected;

  server.send(JSON.stringify({ type: 'toast', message: 'Hello' }));
  expect(shown).toEqual([['Hello']]);

  socket.send('chat_message', { message: 'Hi' });
  await expect(server).toReceiveMessage('{"action":"chat_message","message":"Hi"}');
  socket.close();
});
