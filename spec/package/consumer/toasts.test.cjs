/* global jest, beforeEach, afterEach, test, expect */
const { gatewaySocket } = require('rx-gateway-socket');
const { fakeGateway } = require('rx-gateway-socket/testing');

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('toasts go on after a lost connection, whose wait no test waits for', async () => {
  const gateway = fakeGateway();
  const { WebSocketCtor, token } = gateway;
  const socket = gatewaySocket({
    url: 'wss://ws.test',
    token,
    WebSocketCtor,
    backoff: { initial: 60_000, max: 60_000 },
  });
  const toasts = [];
  socket.on('toast').subscribe(({ message }) => toasts.push(message));

  const first = await gateway.connected();
  first.send({ type: 'toast', message: 'Saved' });
  first.drop();
  await jest.advanceTimersByTimeAsync(60_000);
  const second = await gateway.connected();
  second.send({ type: 'toast', message: 'Saved again' });
  expect(socket.send('chat_message', { message: 'Hello' })).toBe('sent');
  expect(await second.next()).toEqual({ action: 'chat_message', message: 'Hello' });

  expect(toasts).toEqual(['Saved', 'Saved again']);
  expect(gateway.tokensFetched).toBe(2);
  socket.close();
});
