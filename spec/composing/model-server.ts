import { Observable, Subscription } from 'rxjs';
import { caughtUp } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { seeded } from '../support/seeded';
import { VirtualBackend } from '../support/virtual-backend';
import { virtualTime } from '../support/virtual-time';

export interface Line {
  readonly id: number;
}

interface Inbound {
  line: Line;
}

/** What one run is like. */
export interface Run {
  readonly seed: number;
  readonly messages: number;
  /** Broadcasts take up to so many ms, each copy its own time. */
  readonly scatter: number;
  /** A message is saved so many ms after it got its id, at most: those after it may be saved before it. */
  readonly commit: number;
  /** How many of the fetches fail, from 0 to 1. */
  readonly failing: number;
  /** Whether `fetch` asks for what came since `last`, and the 40 messages before it, or for everything. */
  readonly sinceLast: boolean;
  readonly ordered: boolean;
  /** Whether connections are cut, and machines sleep. */
  readonly cuts: boolean;
}

/** How long messages are sent, in ms. */
const SPAN = 120_000;

/** What `fetch` asks for before `last`, because it may have been saved after it. */
const MARGIN = 40;

/** What became of the messages of a run. */
export interface Outcome {
  readonly lost: readonly number[];
  readonly doubled: readonly number[];
  readonly gaps: number;
  readonly fetches: number;
  readonly openings: number;
}

/**
 * A server that saves each message, then broadcasts it, and answers with its history; a client with `caughtUp()`; and what
 * may go wrong between them. At the end the faults stop, and no connection is cut any more.
 */
export function runModel({ seed, messages, scatter, commit, failing, sinceLast, ordered, cuts }: Run): Outcome {
  const random = seeded(seed);
  const time = virtualTime(random);
  const backend = new VirtualBackend(time.scheduler, random);
  const socket = assemble<Inbound, {}, 'type'>(
    {
      url: 'wss://ws.example.com',
      token: backend.token$,
      channel: 'a',
      WebSocketCtor: backend.WebSocketCtor,
      environment: false,
      log: false,
      attemptsPerMinute: 60,
      keepAlive: { name: 'ping', every: 10_000, reply: 'pong', timeout: 5_000 },
    },
    time,
  );
  const saved: Line[] = [];
  let trouble = true;
  let fetches = 0;
  let gaps = 0;
  let open = 0;
  socket.opened$.subscribe(() => (open += 1));

  const fetch = (last: Line | undefined): Observable<readonly Line[]> =>
    new Observable((subscriber) => {
      fetches += 1;
      const running = new Subscription();
      const failed = trouble && random() < failing;
      const request = backend.later(10 + random() * 200, () => {
        const from = sinceLast && last ? last.id - MARGIN : -Infinity;
        const snapshot = saved.filter(({ id }) => id > from);
        running.add(
          backend.later(10 + random() * 3_000, () => {
            if (failed) subscriber.error(new Error('503'));
            else subscriber.next(snapshot);
          }),
        );
      });
      running.add(request);
      return running;
    });

  const emitted: number[] = [];
  caughtUp(
    {
      live$: socket.on('line'),
      opened$: socket.opened$,
      fetch,
      key: ({ id }) => id,
      ...(ordered && { order: (one: Line, other: Line) => one.id - other.id }),
      onGap: () => (gaps += 1),
    },
    time,
  ).subscribe(({ id }) => emitted.push(id));

  const times = Array.from({ length: messages }, () => random() * SPAN).sort((one, other) => one - other);
  for (const [index, at] of times.entries())
    backend.later(at + random() * commit, () => {
      const line = { id: index + 1 };
      saved.push(line);
      backend.broadcast(JSON.stringify({ type: 'line', ...line }), 'a', scatter);
    });
  while (time.scheduler.now() < SPAN) {
    time.advance(random() * 6_000);
    if (!cuts) {
      if (random() < 0.2) socket.reconnect();
      continue;
    }
    const chance = random();
    if (chance < 0.25) backend.drop();
    else if (chance < 0.35) backend.closeAll(1_001);
    else if (chance < 0.45) backend.strike('drop', random() < 0.5 ? 0 : 1);
    else if (chance < 0.6) socket.reconnect();
    else if (chance < 0.65) {
      backend.freeze();
      time.sleep(100_000);
    } else if (chance < 0.7) backend.handshakes.push('refuse');
  }
  trouble = false;
  time.advance(SPAN);
  if (gaps > 0) {
    // After a gap that was told, the next opening fetches what is missing.
    backend.drop();
    time.advance(SPAN);
  }
  socket.close();
  const seen = new Set(emitted);
  const all = Array.from({ length: messages }, (_, index) => index + 1);
  return {
    lost: all.filter((id) => !seen.has(id)),
    doubled: emitted.filter((id, index) => emitted.indexOf(id) !== index),
    gaps,
    fetches,
    openings: open,
  };
}
