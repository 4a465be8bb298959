import { openClient } from '../../support/virtual-client';

describe('a connection that failed its trial, with no other one beside it', () => {
  it('gets no more sends for some seconds: they wait for the next one', () => {
    const { time, socket, backend, broadcast, faults, opened } = openClient();
    backend.connectTime = 300;
    backend.handshakes.push('gone');
    socket.reconnect();
    for (let i = 0; i < 12; i += 1) {
      time.advance(100);
      broadcast(i);
    }
    // The older one ends before the takeover: the doubted one takes over at once, on trial.
    backend.sockets[0]!.ended(1_001, true);
    time.advance(10);
    expect(opened).toHaveLength(2);
    expect(socket.send('say', { n: 1 })).toBe('sent');
    expect(socket.send('say', { n: 2 })).toBe('queued');
    backend.tokenLatency = 1_000;
    backend.connectTime = 0; // the next one is healthy
    time.advance(2_100);
    const said = socket.send('say', { n: 3 });
    for (let i = 0; i < 40; i += 1) {
      time.advance(500);
      broadcast(100 + i); // the room is busy: whatever is healthy proves itself
    }
    const told = faults.flatMap((fault) => (fault.type === 'undelivered' ? [(fault.params as { n: number }).n] : []));
    expect({ said, told, received: backend.received.length }).toEqual({ said: 'queued', told: [1], received: 2 });
  });
});
