import type { Fault, GatewaySocket } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { recorded } from '../support/recorded';
import { VirtualBackend } from '../support/virtual-backend';
import { virtualTime } from '../support/virtual-time';

const OVERLAP = 10_000;
const CLOSING = 2_000;

/** A client whose connection is being replaced: two sockets are open. */
const rotating = <T>(first: (socket: GatewaySocket) => T) => {
  const kit = create();
  const { time, backend, socket } = kit;
  const before = first(socket);
  socket.reconnect();
  time.advance(100);
  const [older, newer] = backend.open;
  if (!older || !newer) throw new Error('there is no rotation');
  const bring = (to: typeof older, text: string) => to.deliver(text);
  return { ...kit, older, newer, bring, before };
};

function create() {
  const time = virtualTime();
  const backend = new VirtualBackend(time.scheduler, time.random);
  const socket: GatewaySocket = assemble(
    {
      url: 'wss://ws.example.com',
      log: false,
      token: backend.token$,
      channel: 'a',
      WebSocketCtor: backend.WebSocketCtor,
      environment: false,
      requestTimeout: 60_000,
    },
    time,
  );
  socket.connect();
  time.advance(100);
  return { time, backend, socket };
}

describe('while a connection replaces another', () => {
  it('a request that was written on the old one keeps it until its reply', () => {
    const {
      time,
      backend,
      older,
      bring,
      before: reply,
    } = rotating((socket) => recorded(socket.request('ask', {}, { reply: 'answer' })));
    time.advance(OVERLAP + CLOSING + 10_000);
    expect(backend.open).toHaveLength(2);
    bring(older, '{"type":"answer"}');
    expect(reply.values).toHaveLength(1);
    time.advance(CLOSING + 100);
    expect(backend.open).toHaveLength(1);
    expect(older.readyState).toBe(3);
  });

  it('nothing keeps the old one when nothing is awaited on it', () => {
    const { time, backend, socket } = rotating(() => undefined);
    recorded(socket.request('ask'));
    time.advance(OVERLAP + CLOSING + 100);
    expect(backend.open).toHaveLength(1);
    expect(backend.received.map((text) => (JSON.parse(text) as { action: string }).action)).toEqual(['ask']);
  });

  it('a reply on the old one is no sign that the new one is deaf', () => {
    const {
      time,
      backend,
      socket,
      older,
      bring,
      before: reply,
    } = rotating((client) => recorded(client.request('ask', {}, { reply: 'answer' })));
    const faults = recorded<Fault>(socket.faults$);
    bring(older, '{"type":"answer"}');
    time.advance(OVERLAP + CLOSING + 100);
    expect(reply.values).toHaveLength(1);
    expect(faults.values).toEqual([]);
    expect(backend.open).toHaveLength(1);
    expect(older.readyState).toBe(3);
  });

  it('a frame that another connection brought before still answers a request, and is delivered once', () => {
    const { socket, older, newer, bring } = rotating(() => undefined);
    const seen = recorded(socket.on('answer'));
    bring(older, '{"type":"answer"}');
    const reply = recorded(socket.request('ask', {}, { reply: 'answer' }));
    bring(newer, '{"type":"answer"}');
    expect(reply.values).toHaveLength(1);
    expect(seen.values).toHaveLength(1);
  });

  it.each(['older', 'newer'] as const)(
    'a broadcast that the %s one brings first answers one request by type, and its copy no other one',
    (first) => {
      const { time, socket, older, newer, bring } = rotating(() => undefined);
      time.advance(OVERLAP / 2 + 1_000);
      // The sends have moved.
      const replies = [1, 2].map(() => recorded(socket.request('ask', {}, { reply: 'answer' })));
      const links = first === 'older' ? [older, newer] : [newer, older];
      for (const link of links) bring(link, '{"type":"answer"}');
      expect(replies.map(({ values }) => values.length)).toEqual([1, 0]);
      // The next one is another broadcast.
      for (const link of links) bring(link, '{"type":"answer"}');
      expect(replies.map(({ values }) => values.length)).toEqual([1, 1]);
    },
  );

  it('two replies of the same text, each on the connection of its request, answer both requests', () => {
    const {
      time,
      socket,
      older,
      newer,
      bring,
      before: first,
    } = rotating((client) => recorded(client.request('ask', {}, { reply: 'answer' })));
    time.advance(OVERLAP / 2 + 1_000);
    const second = recorded(socket.request('ask', {}, { reply: 'answer' }));
    bring(older, '{"type":"answer"}');
    bring(newer, '{"type":"answer"}');
    expect([first.values.length, second.values.length]).toEqual([1, 1]);
  });

  it.each(['older', 'newer'] as const)(
    'what looks like an error frame and is passed on to both rejects no request on the other one than the %s',
    (first) => {
      const { time, socket, older, newer, bring, before } = rotating((client) => recorded(client.request('ask')));
      const faults = recorded<Fault>(socket.faults$);
      time.advance(OVERLAP / 2 + 1_000);
      // The sends have moved.
      const after = recorded(socket.request('ask'));
      const text = JSON.stringify({ message: 'Internal server error', connectionId: 'evil=', requestId: 'r=' });
      const links = first === 'older' ? [older, newer] : [newer, older];
      for (const link of links) bring(link, text);
      // The first error frame on a connection may be about it.
      expect([before.errors.length, after.errors.length]).toEqual(first === 'older' ? [1, 0] : [0, 1]);
      expect(faults.values.map(({ type }) => type)).toContain('gateway-error');
    },
  );
});
