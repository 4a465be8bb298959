import { merge, Subject, type Subscription } from 'rxjs';
import { attemptBudget, type GatewaySocketConfig } from '../../lib';
import { seeded } from '../support/seeded';
import { settableHost } from '../support/settable-host';
import { virtualClient, virtualWorld } from '../support/virtual-client';

const RUNS = 400;
const STEPS = 60;

/** A client whose every handler and function may use it at random, and a world that does what it likes. */
function chaos(seed: number) {
  const random = seeded(seed);
  const pick = <T>(...these: readonly T[]) => these[Math.floor(random() * these.length)]!;
  const chance = (of: number) => random() < of;
  const { time, backend } = virtualWorld(random);
  const host = settableHost(time, chance(0.7));
  const resumeOn = new Subject<void>();
  const users: Subscription[] = [];
  /** What `status` was where `status$` had emitted another state last. */
  const wrong: string[] = [];
  let depth = 0;
  let reacts = 0;
  const acts: readonly (() => void)[] = [
    () => client.socket.reconnect(),
    () => client.socket.join(pick('a', 'b')),
    () => client.environment.next(pick('offline', 'online', 'suspend', 'wake', 'wake')),
    () => users.push(client.socket.connect()),
    () => users.pop()?.unsubscribe(),
    () => {
      try {
        client.socket.send('say', { n: 1 });
      } catch (error) {
        expect(error).toMatchObject({ name: 'SendError', kind: 'closed' });
      }
    },
    () => users.push(client.socket.request('say', { n: 2 }).subscribe({ error: () => undefined })),
    () => host.set(Math.floor((random() - 0.5) * pick(1_000, 60_000, 7_200_000))),
    () => resumeOn.next(),
    () => chance(0.2) && client.socket.close(),
  ];
  const react = () => {
    if (depth === 3 || !chance(reacts)) return;
    depth += 1;
    pick(...acts)();
    depth -= 1;
  };
  const budget = attemptBudget(10);
  const options: Partial<GatewaySocketConfig> = {
    url: () => (react(), 'wss://ws.example.com'),
    token: () => (react(), backend.token$),
    hello: () => (react(), []),
    isFatal: (_error, byDefault) => (react(), byDefault),
    attemptsPerMinute: { claim: (now) => (react(), budget.claim(now)) },
    log: { warn: react, debug: react },
    rotation: chance(0.3) ? false : { ahead: 600_000, spread: 1_000 },
    linger: pick(0, 5_000),
    ...(chance(0.7) && { resumeOn }),
  };
  const client = virtualClient(options, { time: { ...time, ...host }, backend });
  const { socket, environment } = client;
  merge(socket.status$, socket.events$, socket.faults$).subscribe(react);
  reacts = pick(0.05, 0.2, 0.5);
  const happenings: readonly (() => void)[] = [
    () => pick(...acts)(),
    () => pick(...acts)(),
    () => backend.handshakes.push(...Array.from({ length: 5 }, () => pick('refuse', 'open'))),
    () => backend.tokenAnswers.push({ kind: 'status', status: pick(401, 403, 429, 500) }),
    () => backend.drop(),
    () => {
      backend.handshakes.push('refuse');
      socket.reconnect();
    },
    () => time.sleep(Math.floor(random() * 200_000)),
  ];
  for (let step = 0; step < STEPS; step += 1) {
    pick(...happenings)();
    time.advance(pick(1, 10, 30, 100, 1_000, 5_000, 60_000, 120_000));
    if (client.statuses.at(-1)?.state !== socket.status.state) wrong.push(socket.status.state);
  }
  reacts = backend.handshakes.length = backend.tokenAnswers.length = 0;
  environment.next('wake');
  environment.next('online');
  return { ...client, resumeOn, wrong };
}

it('whatever handlers and functions of the application do, the client recovers, and close() leaves nothing', () => {
  for (let seed = 0; seed < RUNS; seed += 1) {
    const { socket, time, backend, environment, resumeOn, statuses, timers, wrong } = chaos(seed);
    expect([seed, wrong]).toEqual([seed, []]);
    if (socket.status.state !== 'closed') {
      socket.connect();
      if (socket.status.state === 'failed') socket.reconnect();
      time.advance(1_000_000);
      expect([seed, socket.status.state, statuses.at(-1)]).toEqual([seed, 'open', socket.status]);
      socket.close();
    }
    time.advance(5_000);
    const held = backend.sockets.filter((one) => one.held).length;
    expect({ seed, held, timers: timers(), watched: environment.observed || resumeOn.observed }).toEqual({
      seed,
      held: 0,
      timers: 0,
      watched: false,
    });
    expect([seed, statuses.at(-1)?.state]).toEqual([seed, 'closed']);
  }
});
