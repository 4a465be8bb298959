import { openClient, virtualWorld } from '../../support/virtual-client';

describe('keepAlive without reply', () => {
  it('does not make a healthy new connection deaf: its own pings are answered on the older one alone', () => {
    let deaf = 0;
    let told = 0;
    for (let i = 0; i < 30; i += 1) {
      const { time, socket, faults } = openClient({ keepAlive: { name: 'ping', every: 25_000 } }, virtualWorld());
      time.advance(60_000 + i * 1_000);
      socket.reconnect();
      for (let s = 0; s < 40; s += 1) {
        time.advance(1_000);
        socket.send('say', { n: s });
      }
      deaf += faults.filter(({ type }) => type === 'deaf').length;
      told += faults.filter(({ type }) => type === 'undelivered').length;
      socket.close();
    }
    expect({ deaf, told }).toEqual({ deaf: 0, told: 0 });
  });
});
