import { of, Subject } from 'rxjs';
import type { EnvironmentSignal } from '../../../lib';
import { assemble } from '../../../lib/gateway-socket';
import { recorded } from '../../support/recorded';
import { VirtualBackend } from '../../support/virtual-backend';
import { virtualClient } from '../../support/virtual-client';
import { virtualTime } from '../../support/virtual-time';

const connected = (keepAlive?: { name: string; every: number; reply: string }) => {
  const time = virtualTime();
  const backend = new VirtualBackend(time.scheduler, time.random);
  const environment = new Subject<EnvironmentSignal>();
  const { token$: token, WebSocketCtor } = backend;
  const socket = assemble<{}, { fetch_history: {} }, 'type'>(
    { url: 'wss://ws.example.com', token, WebSocketCtor, environment, log: false, ...(keepAlive && { keepAlive }) },
    time,
  );
  socket.connect();
  time.advance(100);
  return { time, backend, environment, socket };
};

describe('a request that was written', () => {
  it('is lost when the page is suspended, at once', () => {
    const { environment, socket } = connected();
    const reply = recorded(socket.request('fetch_history'));
    environment.next('suspend');
    expect(reply.errors).toMatchObject([{ name: 'RequestError', kind: 'lost' }]);
  });

  it('is not rejected by an error frame that may be about a keep-alive ping sent since', () => {
    const { time, backend, socket } = connected({ name: 'ping', every: 1_000, reply: 'pong' });
    const reply = recorded(socket.request('fetch_history'));
    // The first ping with a reply of its own goes out 2.3 s after the open.
    time.advance(2_300);
    const frame = JSON.stringify({ message: 'Forbidden', connectionId: 'c', requestId: 'r' });
    backend.broadcast(frame, '', 0);
    time.advance(100);
    expect(reply.errors).toEqual([]);
    time.advance(10_000);
    expect(reply.errors).toMatchObject([{ kind: 'timeout' }]);
  });

  it('is rejected by one that can be about nothing else', () => {
    const { time, backend, socket } = connected({ name: 'ping', every: 100_000, reply: 'pong' });
    const reply = recorded(socket.request('fetch_history'));
    backend.broadcast(JSON.stringify({ message: 'Forbidden', connectionId: 'c', requestId: 'r' }), '', 0);
    time.advance(100);
    expect(reply.errors).toMatchObject([{ kind: 'rejected' }]);
  });
});

describe('a host that sleeps from the start, as a server that renders is told to', () => {
  it('fetches and opens nothing, however long it is subscribed and whatever is sent', () => {
    const { socket, backend, events, states, time, timers } = virtualClient({ environment: of('suspend') });
    const { errors } = recorded(socket.on('number'));
    socket.send('say', { n: 1 });
    time.advance(600_000);
    expect(events.map(({ type }) => type)).toEqual(['paused']);
    expect([backend.sockets.length, errors.length, timers()]).toEqual([0, 0, 0]);
    expect(states()).toEqual(['idle', 'paused']);
    socket.close();
  });
});
