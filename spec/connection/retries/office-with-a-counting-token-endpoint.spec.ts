import { assemble } from '../../../lib/gateway-socket';
import { seeded } from '../../support/seeded';
import { VirtualBackend, type TokenAnswer } from '../../support/virtual-backend';
import { virtualTime } from '../../support/virtual-time';

const CONNECTS_A_MINUTE = 20;

/** The token endpoint of `examples/django/live/tokens.py`: none while the address has had its connections of a minute. */
class CountingBackend extends VirtualBackend {
  override readonly connectsPerMinute = CONNECTS_A_MINUTE;

  protected override tokenAnswer(): TokenAnswer {
    const free = (this.connects.at(-CONNECTS_A_MINUTE) ?? -Infinity) + 60_000;
    const left = free - this.now();
    return left > 0
      ? { kind: 'status', status: 429, retryAfter: String(Math.ceil(left / 1_000)) }
      : super.tokenAnswer();
  }
}

/** An office whose clients all try to get in at once, after its address has used up the minute. */
function allBack(clients: number, seed: number) {
  const time = virtualTime(seeded(seed));
  const backend = new CountingBackend(time.scheduler, time.random);
  for (let n = 0; n < CONNECTS_A_MINUTE; n += 1) new backend.WebSocketCtor('wss://ws.example.com').close();
  const { token$: token, WebSocketCtor } = backend;
  // Without rotation: silent connections are replaced every nine minutes, and here nobody says anything.
  const options = {
    url: 'wss://ws.example.com',
    token,
    WebSocketCtor,
    environment: false,
    rotation: false,
    log: false,
  } as const;
  for (let n = 0; n < clients; n += 1) assemble(options, time).connect();
  const began = time.scheduler.now();
  while (backend.open.length < clients && time.scheduler.now() - began < 3_600_000) time.advance(1_000);
  return {
    minutes: (time.scheduler.now() - began) / 60_000,
    handshakes: backend.sockets.length - CONNECTS_A_MINUTE,
    tokens: backend.fetches.length,
  };
}

describe('an office behind a token endpoint that counts the connections of its address', () => {
  it.each([
    [30, 3],
    [100, 7],
    [200, 13],
  ])('of %d is back within %d minutes, because next to no handshake is refused', (clients, most) => {
    const { minutes, handshakes, tokens } = allBack(clients, 1);
    console.log(
      `${clients} clients: back after ${minutes.toFixed(1)} minutes, ${handshakes} handshakes, ${tokens} token requests`,
    );
    expect(minutes).toBeLessThan(most);
    expect(handshakes).toBeLessThan(clients * 1.1 + 5);
  });
});
