import { openClient, virtualClient } from '../../support/virtual-client';

const say = (text: string) => (JSON.parse(text) as { readonly n: number }).n;

/** What each of the sockets was sent, in the order in which they were made. */
const sentBySocket = ({ backend }: ReturnType<typeof virtualClient>) =>
  backend.sockets.map((socket) => backend.written.filter((one) => one.socket === socket).map(({ text }) => say(text)));

describe('what is sent from within the handlers of an opening', () => {
  it.each(['opened$', 'events$'] as const)(
    '%s goes to the connection that it announces, on each rotation',
    (stream) => {
      const client = openClient();
      const { socket, time } = client;
      let opened = 0;
      if (stream === 'opened$') socket.opened$.subscribe(({ count }) => socket.send('say', { n: count }));
      else socket.events$.subscribe(({ type }) => type === 'open' && socket.send('say', { n: (opened += 1) + 1 }));
      for (let rotations = 0; rotations < 2; rotations += 1) {
        socket.reconnect();
        time.advance(20_000);
      }
      expect(sentBySocket(client)).toEqual(stream === 'opened$' ? [[1], [2], [3]] : [[], [2], [3]]);
    },
  );

  it('a request() too, and its reply arrives', () => {
    const client = openClient();
    const { backend, socket, time } = client;
    socket.reconnect();
    const replies: unknown[] = [];
    let asked = false;
    socket.opened$.subscribe(({ rotated }) => {
      if (!rotated || asked) return;
      asked = true;
      socket.request('say', { n: 7 }, { timeout: 60_000 }).subscribe((reply) => replies.push(reply));
    });
    time.advance(8_000);
    const [written] = backend.written;
    expect(backend.sockets.findIndex((one) => one === written?.socket)).toBe(1);
    time.advance(30_000);
    const { request_id: id } = JSON.parse(written?.text ?? '') as { readonly request_id: string };
    backend.sockets[1]!.deliver(JSON.stringify({ type: 'said', request_id: id }));
    expect(replies).toHaveLength(1);
  });
});

describe('the order at an opening', () => {
  it.each([
    ['by default', {}],
    ['with a full outbox that throws', { outbox: { capacity: 1, overflow: 'throw' as const } }],
  ])('%s: hello, status$, opened$, what waited, what was sent from within the handlers', (_name, options) => {
    const order: string[] = [];
    const client = virtualClient({ ...options, hello: () => [{ name: 'say', params: { n: 0 } }] });
    const { backend, socket, time } = client;
    const { receive } = backend;
    backend.receive = function (from, text) {
      order.push(`sent ${say(text)}`);
      receive.call(this, from, text);
    };
    socket.connect();
    socket.send('say', { n: 1 });
    socket.status$.subscribe(({ state }) => {
      if (state !== 'open') return;
      order.push('status$');
      order.push(socket.send('say', { n: 2 }));
    });
    socket.opened$.subscribe(() => {
      order.push('opened$');
      order.push(socket.send('say', { n: 3 }, { volatile: true }));
    });
    time.advance(1_000);
    expect(order.filter((one) => one !== 'queued' && one !== 'sent')).toEqual([
      'sent 0',
      'status$',
      'opened$',
      'sent 1',
      'sent 2',
      'sent 3',
    ]);
    expect(order).not.toContain('dropped');
  });

  it('an outbox that keeps nothing keeps what is sent from within the handlers', () => {
    const { backend, socket, time, faults } = virtualClient({ outbox: { capacity: 0 } });
    socket.connect();
    socket.opened$.subscribe(() => socket.send('say', { n: 1 }));
    time.advance(1_000);
    expect([backend.received.map(say), faults]).toEqual([[1], []]);
  });
});

describe('opened$', () => {
  it('emits when the sends move, which is 5 s after the open of a connection that replaces another', () => {
    const { socket, time, opened, backend } = openClient();
    socket.reconnect();
    const [old] = backend.sockets;
    // A frame since the call: the old connection lives, so the new one settles first.
    old!.deliver('{"type":"number","n":1}');
    time.advance(5_000);
    expect(opened).toHaveLength(1);
    time.advance(100);
    expect(opened.map(({ count, rotated }) => [count, rotated])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('gives a late subscriber the older connection, where the newer one was deaf', () => {
    const { backend, socket, time, broadcast } = openClient();
    backend.handshakes.push('gone');
    socket.reconnect();
    time.advance(100);
    for (let n = 0; n < 75; n += 1) {
      broadcast(n);
      time.advance(100);
    }
    // On trial: its one message has no answer.
    socket.send('say', { n: 1 });
    time.advance(3_000);
    const late: number[] = [];
    socket.opened$.subscribe(({ count }) => late.push(count));
    expect(late).toEqual([1]);
  });
});

describe('a volatile message from within opened$', () => {
  it('is dropped where it is for another channel than the one that opened', () => {
    const { time, socket, backend } = openClient();
    const results: string[] = [];
    socket.opened$.subscribe(({ channel, count }) => {
      if (count !== 2 || channel !== 'b') return;
      socket.join('c');
      results.push(socket.send('say', { n: 1 }, { volatile: true }));
    });
    socket.join('b');
    time.advance(10_000);
    expect(results).toEqual(['dropped']);
    expect(backend.received).toEqual([]);
  });
});
