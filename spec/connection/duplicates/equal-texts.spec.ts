import { recorded } from '../../support/recorded';
import { openClient, virtualWorld } from '../../support/virtual-client';
import type { BackendSocket } from '../../support/virtual-backend';

const SAVED = '{"type":"saved"}';

/** A client with a handshake of so many ms, whose backend answers each `say` with the same text, on the same connection. */
function saving(handshake = 80) {
  const world = virtualWorld();
  world.backend.connectTime = handshake;
  const client = openClient({}, world);
  client.time.advance(handshake);
  const { backend, time } = client;
  const saved = recorded(client.socket.messages$);
  const bring = (socket: BackendSocket) => {
    if (socket.readyState === 1) socket.deliver(SAVED);
  };
  const { receive } = backend;
  backend.receive = function (socket, text) {
    receive.call(this, socket, text);
    if (socket.registered) this.later(40, () => bring(socket));
  };
  return { ...client, count: () => saved.values.length, bring, advance: time.advance, handshake };
}

describe('equal texts in a rotation', () => {
  it('each of two equal replies arrives, one during the new handshake and one 2 s after the takeover', () => {
    const { socket, advance, count } = saving(300);
    socket.reconnect();
    advance(150);
    socket.send('say', { n: 1 });
    advance(400 + 5_000 + 2_000);
    socket.send('say', { n: 2 });
    advance(10_000);
    expect(count()).toBe(2);
  });

  it('and where the takeover is at the open', () => {
    const { socket, advance, count } = saving(300);
    socket.reconnect();
    advance(150);
    socket.send('say', { n: 1 });
    advance(300 + 2_000);
    socket.send('say', { n: 2 });
    advance(10_000);
    expect(count()).toBe(2);
  });

  it('ten equal replies a second to sends of one’s own all arrive, with a handshake of 1.5 s', () => {
    const { socket, advance, count } = saving(1_500);
    socket.reconnect();
    for (let n = 0; n < 200; n += 1) {
      socket.send('say', { n });
      advance(100);
    }
    advance(30_000);
    expect(count()).toBe(200);
  });

  it('a text that comes again 3 s after the old connection died in the handshake arrives', () => {
    const { socket, backend, advance, count, bring } = saving(300);
    socket.reconnect();
    advance(150);
    bring(backend.sockets[0]!);
    backend.sockets[0]!.ended(1_006, false);
    advance(3_000);
    bring(backend.sockets[1]!);
    advance(10_000);
    expect(count()).toBe(2);
  });

  it('a text that comes again 3.5 s after a broadcast during $connect arrives, the old one closed by the server', () => {
    const { socket, backend, advance, count, bring } = saving(300);
    socket.reconnect();
    advance(150);
    bring(backend.sockets[0]!);
    advance(500);
    backend.sockets[0]!.ended(1_001, true);
    advance(3_000);
    bring(backend.sockets[1]!);
    advance(10_000);
    expect(count()).toBe(2);
  });

  it('broadcasts of one text every 300 ms all arrive, the old connection gone for the backend at the overlap’s end', () => {
    const { socket, backend, advance, count, bring } = saving();
    socket.reconnect();
    advance(100);
    const [old, fresh] = backend.sockets;
    // The first one reaches the old connection alone, whose later ones are all 50 ms behind those of the new one.
    bring(old!);
    let sent = 1;
    for (let at = 0; at < 12_000; at += 300) {
      advance(250);
      bring(fresh!);
      advance(50);
      if (at < 8_700) bring(old!);
      sent += 1;
    }
    advance(10_000);
    expect(count()).toBe(sent);
  });
});
