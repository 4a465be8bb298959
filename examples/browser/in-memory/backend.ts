/**
 * In the place of `page/backend.ts`: the gateway and its backend, in the memory of the page. It answers as
 * the built-in backend of the local gateway does.
 */
import { defer, of, type Observable } from 'rxjs';
import { fakeGateway, type FakeConnection } from 'rx-gateway-socket/testing';
import { perSecond } from '../load';

type Message = Readonly<Record<string, unknown>>;

const ROOMS = ['general', 'support'] as const;
/** ms between two looks at what is due. */
const TICK = 20;

const gateway = fakeGateway();

/** Where the connection of the page leads. */
export const connection = { ...gateway.config, environment: undefined };

/** Each tab has a gateway of its own. */
export const sameForAllTabs = (): boolean => false;

const thenCut = (arm: () => void) => () => {
  arm();
  gateway.drop();
};

const troubles: Readonly<Record<string, () => unknown>> = {
  cut: () => gateway.drop(),
  freeze: () => gateway.freeze(),
  'going-away': () => gateway.closeAll(1001, 'Going away'),
  refuse: thenCut(() => gateway.refuse(3)),
  'rate-limit': thenCut(() => gateway.failTokens(1, 'rate-limited')),
  'sign-out': thenCut(() => gateway.failTokens(Infinity, 'unauthenticated')),
  'sign-in': () => gateway.failTokens(0),
};

/** Does to the gateway what the server of the demo does. */
export function demand(name: string): Observable<unknown> {
  return defer(() => of(troubles[name]?.()));
}

const history = new Map<string, Message[]>(ROOMS.map((room) => [room, []]));

const handlers: Readonly<Record<string, (from: FakeConnection, message: Message) => void>> = {
  chat_message(from, { message }) {
    const said = { type: 'chat_message', id: crypto.randomUUID(), username: from.query.username, message };
    history.get(from.channel)?.push(said);
    gateway.broadcast(said, from.channel);
  },
  fetch_history(from) {
    from.send({ type: 'history', room: from.channel, messages: history.get(from.channel) ?? [] });
  },
  toast(from, { level, message }) {
    from.send({ type: 'toast', level, message });
  },
  task(from, { task_id, steps, every }) {
    const count = Number(steps);
    const tell = (step: number): void => {
      if (!from.open) return;
      const percent = Math.round((100 * step) / count);
      from.send({
        type: 'task_progress',
        task_id,
        percent,
        message: step === count ? 'done' : `step ${step} of ${count}`,
      });
      if (step < count) setTimeout(() => tell(step + 1), Number(every));
    };
    tell(1);
  },
  ping(from) {
    from.send({ type: 'pong' });
  },
};

/** How many of its messages were handled, for each connection. */
const handled = new WeakMap<FakeConnection, number>();

function handle(from: FakeConnection): void {
  for (const message of from.received.slice(handled.get(from) ?? 0)) {
    // The client writes objects with a text as their action: it is the client of this page.
    const { action, ...rest } = message as Message & { readonly action: string };
    handlers[action]?.(from, rest);
  }
  handled.set(from, from.received.length);
}

const began = Date.now();
let number = 0;
let due = 0;
setInterval(() => {
  due += (perSecond((Date.now() - began) / 1_000) * TICK) / 1_000;
  for (; due >= 1; due -= 1) {
    for (const room of ROOMS) {
      if (gateway.connections.some(({ open, channel }) => open && channel === room)) {
        gateway.broadcast({ type: 'reading', room, n: number }, room);
      }
    }
    number += 1;
  }
  for (const one of gateway.connections) if (one.open) handle(one);
}, TICK);
