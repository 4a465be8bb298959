import { map, retry, switchMap, take, timer } from 'rxjs';
import { Clock } from '../../../lib/clock';
import { openSocket } from '../../../lib/connection/open-socket';
import { assemble } from '../../../lib/gateway-socket';
import { VirtualBackend } from '../../support/virtual-backend';
import { virtualTime } from '../../support/virtual-time';

/** An office: its clients share an address, which may open 20 connections a minute, refused ones counted. */
function office() {
  let draws = 0;
  // Any sequence that spreads evenly will do, and this one is the same in every run.
  const time = virtualTime(() => (draws++ * 0.618_033_988_749_895) % 1);
  const backend = new VirtualBackend(time.scheduler, time.random);
  backend.connectsPerMinute = 20;
  return { time, backend };
}

type Office = ReturnType<typeof office>;

function ours({ time, backend }: Office): void {
  const { token$: token, WebSocketCtor } = backend;
  const url = 'wss://ws.example.com';
  assemble({ url, token, WebSocketCtor, environment: false, rotation: false, log: false }, time).connect();
}

/** What the class of the guide does: a fresh token and a new socket, three seconds after every end. */
function theGuides({ time, backend }: Office): void {
  const { token$, WebSocketCtor } = backend;
  const closeFrame = () => ({ code: 1_000, reason: '' });
  const clock = new Clock(time);
  token$
    .pipe(
      take(1),
      map((input) => (typeof input === 'string' ? input : input.token)),
      switchMap((token) =>
        openSocket(`wss://ws.example.com?ws_token=${token}`, { WebSocketCtor, openTimeout: 10_000, closeFrame }, clock),
      ),
      retry({ delay: () => timer(3_000, time.scheduler) }),
    )
    .subscribe();
}

/** How many of so many clients are in after twenty minutes, in which minute the last came in, and what it took. */
function twentyMinutesOf(client: (at: Office) => void, clients: number) {
  const world = office();
  const { time, backend } = world;
  // Somebody has used the minute up before they all knock at once, as after a restart of the gateway.
  for (let n = 0; n < 20; n += 1) new backend.WebSocketCtor('wss://ws.example.com').close();
  for (let n = 0; n < clients; n += 1) client(world);
  let last = 0;
  for (let second = 1; second <= 1_200; second += 1) {
    const before = backend.open.length;
    time.advance(1_000);
    if (backend.open.length > before) last = second;
  }
  return { inside: backend.open.length, minutes: last / 60, attempts: backend.sockets.length - 20 };
}

describe('thirty clients behind one address, refused by the limit', () => {
  it('are all back within ten minutes', () => {
    const { inside, minutes, attempts } = twentyMinutesOf(ours, 30);
    console.log(`30 clients: all back after ${minutes.toFixed(1)} minutes, ${attempts} attempts`);
    expect(inside).toBe(30);
    expect(minutes).toBeLessThan(10);
  });

  it("do not get back in with the fixed delay of 3 s of the guide's class", () => {
    const { inside, attempts } = twentyMinutesOf(theGuides, 30);
    console.log(`30 clients that try every 3 s: ${inside} back after twenty minutes, ${attempts} attempts`);
    // Each knock keeps the door shut for all.
    expect(inside).toBeLessThan(5);
  });
});
