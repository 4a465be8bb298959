import { openClient } from '../../support/virtual-client';

describe('a next one that fails its trial beside an older one that is dead since a sleep', () => {
  it('is not given what waited', () => {
    const { time, socket, backend, environment, faults, broadcast, opened } = openClient();
    // Busy, so that what is opened after the sleep is in doubt.
    for (let i = 0; i < 30; i += 1) {
      broadcast(i);
      time.advance(200);
    }
    backend.freeze();
    backend.handshakes.push('gone');
    environment.next('online');
    time.advance(200);
    expect(opened).toHaveLength(2);
    const said = [1, 2, 3].map((n) => socket.send('say', { n }));
    for (let i = 0; i < 120; i += 1) {
      time.advance(500);
      broadcast(100 + i);
    }
    const told = faults.flatMap((fault) => (fault.type === 'undelivered' ? [(fault.params as { n: number }).n] : []));
    expect({ said, told }).toEqual({ said: ['sent', 'queued', 'queued'], told: [1] });
  });
});
