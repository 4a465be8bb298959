import { openClient } from '../../support/virtual-client';

type Client = ReturnType<typeof openClient>;

describe('an isFatal that ends the connection while another is opened beside it', () => {
  it.each<readonly [string, (client: Client) => void, number]>([
    ['close()', ({ socket }) => socket.close(), 0],
    [
      'a suspend and a wake',
      ({ environment }) => {
        environment.next('suspend');
        environment.next('wake');
      },
      1,
    ],
  ])('leaves no attempt behind: %s', (_name, end, open) => {
    let client: Client | undefined = undefined as Client | undefined;
    const isFatal = () => {
      if (client) end(client);
      client = undefined;
      return false;
    };
    const made = openClient({ isFatal });
    client = made;
    made.backend.handshakes.push('refuse');
    made.socket.reconnect();
    made.time.advance(120_000);
    expect(made.backend.sockets.filter(({ held }) => held).length).toBe(open);
    made.socket.close();
    expect(made.timers()).toBe(0);
  });
});
