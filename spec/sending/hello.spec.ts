import type { Opened, Outgoing } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { recorded } from '../support/recorded';
import { VirtualBackend } from '../support/virtual-backend';
import { virtualTime } from '../support/virtual-time';
import { words } from '../support/words';

const greeting = (hello: (opened: Opened) => readonly Outgoing[]) => {
  const time = virtualTime();
  const backend = new VirtualBackend(time.scheduler, time.random);
  const { token$: token, WebSocketCtor } = backend;
  const socket = assemble<{}, { say: { n: number } }, 'type'>(
    { url: 'wss://ws.example.com', channel: 'a', token, WebSocketCtor, environment: false, hello, log: false },
    time,
  );
  return { time, backend, socket, received: () => backend.received.map((text) => JSON.parse(text) as unknown) };
};

describe('hello', () => {
  it('goes out first on each connection, before status$ and opened$ and before what waited', () => {
    const told: string[] = [];
    const { time, socket, received } = greeting(({ count }) => {
      told.push('hello');
      return [{ name: 'hello', params: { count } }];
    });
    socket.status$.subscribe(({ state }) => state === 'open' && told.push('status'));
    socket.opened$.subscribe(() => {
      told.push('opened');
      socket.send('say', { n: 2 });
    });
    socket.send('say', { n: 1 });
    time.advance(100);
    expect(told).toEqual(['hello', 'status', 'opened']);
    expect(received()).toEqual([
      { action: 'hello', count: 1 },
      { action: 'say', n: 1 },
      { action: 'say', n: 2 },
    ]);
  });

  it('is said again after a loss, a rotation and a join(), and told of each', () => {
    const openings: Opened[] = [];
    const { time, backend, socket, received } = greeting((opened) => {
      openings.push(opened);
      return [{ name: 'hello' }];
    });
    socket.connect();
    time.advance(100);
    backend.drop();
    time.advance(5_000);
    socket.reconnect();
    time.advance(20_000);
    socket.join('b');
    time.advance(5_000);
    expect(openings.map(({ rotated, channel }) => [rotated, channel])).toEqual([
      [false, 'a'],
      [false, 'a'],
      [true, 'a'],
      [true, 'b'],
    ]);
    expect(received()).toHaveLength(4);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
      /hello: the function threw/,
    ],
    ['returns no list', () => ({ name: 'hello' }) as never, /hello: must return a list of messages.*an object/],
    ['returns a list of names', () => ['hello'] as never, /hello: must return a list/],
  ])('that %s is a ConfigError that names it', (_name, hello, message) => {
    const { time, socket } = greeting(hello);
    const { errors } = recorded(socket.messages$);
    time.advance(100);
    expect(errors).toMatchObject([
      { name: 'ConfigError', option: 'hello', message: expect.stringMatching(words(message)) },
    ]);
    expect(socket.status.state).toBe('failed');
  });

  it('cannot choose a handler by its data: nothing is sent, and the error names the key', () => {
    const { time, socket, received } = greeting(() => [{ name: 'hello', params: { handler: 'delete_account' } }]);
    const { errors } = recorded(socket.messages$);
    time.advance(100);
    expect(errors).toMatchObject([{ kind: 'reserved-key', message: expect.stringMatching(words("'handler'")) }]);
    expect(received()).toEqual([]);
  });
});
