import { seeded } from '../../support/seeded';
import { VirtualBackend, type BackendSocket } from '../../support/virtual-backend';
import { openClient } from '../../support/virtual-client';
import { virtualTime } from '../../support/virtual-time';
import { words } from '../../support/words';

const EVERY = 30_000;
const keepAlive = { name: 'ping', every: EVERY, timeout: 10_000, reply: 'pong' } as const;

/** Its `$disconnect` deletes the rows of the user, whichever connection ended. */
class DeletesByUser extends VirtualBackend {
  override disconnected(): void {
    for (const socket of this.sockets) if (socket.registered) socket.marked = true;
  }
}

/** It sends to one row of the user: the first that is there. */
class SendsToTheFirst extends VirtualBackend {
  protected override recipients(members: readonly BackendSocket[]): readonly BackendSocket[] {
    return members.filter(({ registered }) => registered).slice(0, 1);
  }
}

/** A client of a backend that is not set up for two connections of one user, with a broadcast every 500 ms. */
function clientOf(
  Backend: typeof VirtualBackend,
  options: NonNullable<Parameters<typeof openClient>[0]> = {},
): ReturnType<typeof openClient> & { readonly busy: (ms: number) => void } {
  const time = virtualTime(seeded(1));
  const client = openClient(options, { time, backend: new Backend(time.scheduler, time.random) });
  let n = 0;
  return {
    ...client,
    busy: (ms) => {
      for (const end = time.scheduler.now() + ms; time.scheduler.now() < end;) {
        client.broadcast((n += 1));
        time.advance(500);
      }
    },
  };
}

const hints = ({ faults }: ReturnType<typeof openClient>) =>
  faults.flatMap((fault) => (fault.type === 'deaf' ? [fault.hint] : []));

describe('a backend whose $disconnect deletes by user', () => {
  it('is silent after a rotation, and from outside nothing shows that: the status is open, and no fault comes', () => {
    const client = clientOf(DeletesByUser);
    client.busy(1_000);
    client.socket.reconnect();
    client.busy(30_000);
    const arrived = client.numbers().length;
    client.busy(300_000);
    expect(client.numbers()).toHaveLength(arrived);
    expect([client.socket.status.state, client.faults]).toEqual(['open', []]);
  });

  it('is found by a keep-alive with a reply, within its period', () => {
    const client = clientOf(DeletesByUser, { keepAlive });
    const { time, backend, socket, events } = client;
    let silentAt = Infinity;
    const disconnected = backend.disconnected.bind(backend);
    backend.disconnected = (ended) => {
      silentAt = Math.min(silentAt, time.scheduler.now());
      disconnected(ended);
    };
    client.busy(1_000);
    socket.reconnect();
    client.busy(90_000);
    const found = events.find((event) => event.type === 'ended' && event.error.kind === 'unresponsive');
    expect(silentAt).toBeLessThan(Infinity);
    expect(found!.at - silentAt).toBeLessThanOrEqual(EVERY + keepAlive.timeout);
    const { at: back } = events.filter(({ type }) => type === 'open').at(-1)!;
    console.log(`silent for ${((back - silentAt) / 1_000).toFixed(1)} s of at most ${(EVERY + 10_000) / 1_000} s`);
    // And it is alive again.
    expect(client.backend.arrivals.at(-1)!.at).toBeGreaterThan(time.scheduler.now() - 1_000);
  });
});

describe('a backend that sends to the first connection of a user', () => {
  it.each([
    ['without a keep-alive', {}],
    ['with one', { keepAlive }],
  ])('makes every new connection deaf, and the hint names that from the third in a row on: %s', (_how, options) => {
    const client = clientOf(SendsToTheFirst, options);
    client.busy(1_000);
    client.socket.reconnect();
    client.busy(180_000);
    const [first, second, ...others] = hints(client);
    for (const hint of [first, second]) expect(hint).not.toMatch(/each user/);
    expect(others.length).toBeGreaterThan(1);
    for (const hint of others)
      expect(hint).toMatch(words(/one connection for each user.*connection id.*rotation: false/));
    // Nothing is missed meanwhile.
    expect(new Set(client.numbers()).size).toBe(client.numbers().length);
    expect(client.numbers()).toHaveLength(Math.max(...client.numbers()));
  });

  it('is not named where a rotation in between went well', () => {
    const client = clientOf(VirtualBackend);
    const { backend, socket } = client;
    client.busy(1_000);
    for (let round = 0; round < 3; round += 1) {
      backend.handshakes.push('gone', 'gone');
      socket.reconnect();
      client.busy(90_000);
    }
    expect(hints(client)).toHaveLength(6);
    for (const hint of hints(client)) expect(hint).not.toMatch(/each user/);
  });
});

describe('rotation: false', () => {
  it.each([
    ['deletes by user', DeletesByUser],
    ['sends to the first', SendsToTheFirst],
  ])('never holds two connections, so a backend that %s goes on', (_how, Backend) => {
    const client = clientOf(Backend, { rotation: false });
    const openBeside: number[] = [];
    client.backend.watch = () => openBeside.push(client.backend.open.length);
    const { socket, environment } = client;
    for (const replace of [() => socket.reconnect(), () => environment.next('online')]) {
      client.busy(20_000);
      replace();
    }
    client.busy(1_000);
    const before = client.numbers().length;
    client.busy(20_000);
    expect(client.numbers().length).toBeGreaterThan(before + 30);
    expect(openBeside).toEqual([0, 0]);
  });
});
