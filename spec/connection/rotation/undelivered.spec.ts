import { openClient } from '../../support/virtual-client';

/** A client whose first socket takes a message and never sends a byte of it, nor closes. */
function holding() {
  const client = openClient();
  const old = client.backend.sockets[0]! as unknown as {
    readyState: number;
    send(text: string): void;
    close(): void;
  };
  let held = 0;
  Object.defineProperty(old, 'bufferedAmount', { get: () => held });
  old.send = (text) => (held += text.length);
  old.close = () => (old.readyState = 2);
  client.socket.send('say', { n: 1 });
  client.time.advance(1_000);
  return client;
}
const unconfirmed = [{ type: 'undelivered', name: 'say', params: { n: 1 }, reason: 'unconfirmed' }];

describe('what a connection still held when it was lost is unconfirmed', () => {
  it('where the page is suspended with one connection', () => {
    const { environment, time, faults } = holding();
    environment.next('suspend');
    time.advance(5_000);
    expect(faults).toMatchObject(unconfirmed);
  });

  it('where the older one is let go of after the overlap', () => {
    const { socket, time, faults } = holding();
    socket.reconnect();
    time.advance(20_000);
    expect(faults).toMatchObject(unconfirmed);
  });

  it.each([200, 6_000, 10_300])(
    'where the page is suspended with two connections, %d ms after a reconnect()',
    (after) => {
      const { environment, socket, time, faults } = holding();
      socket.reconnect();
      time.advance(after);
      environment.next('suspend');
      time.advance(5_000);
      expect(faults).toMatchObject(unconfirmed);
    },
  );

  it('where the new one is lost while the older one closes', () => {
    const { backend, socket, time, faults } = holding();
    socket.reconnect();
    time.advance(10_200);
    backend.sockets[1]!.ended(1_006, false);
    time.advance(20_000);
    expect(faults).toMatchObject(unconfirmed);
  });
});
