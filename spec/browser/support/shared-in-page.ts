import { djangoToken, gatewaySocket } from '../../../lib';
import { acrossTabs } from '../../../lib/tabs';
import { lineName, type Note } from '../../../lib/tabs/notes';

interface Inbound {
  n: { n: number };
  /** More streams of numbers, `n0`, `n1` and so on, for a comparison. */
  [stream: `n${number}`]: { n: number };
  said: { by: number; k: number };
  echo: { k: number };
}
interface Outbound {
  say: { by: number; k: number };
  ask: { k: number };
}

/** What a tab has seen, as it reaches a spec. */
export interface Seen {
  readonly numbers: readonly number[];
  readonly states: readonly string[];
  readonly opened: readonly { readonly rotated: boolean; readonly reconnected: boolean; readonly downtime: number }[];
  /** The longest time without an open connection since the page began, in ms. */
  readonly dark: number;
  readonly undelivered: readonly (readonly [reason: string, k: number])[];
  readonly said: number;
  /** The name under which it sends. */
  readonly by: number;
  /** How often the page came out of the back/forward cache. */
  readonly cached: number;
}

declare global {
  interface Window {
    /** `own`: with a connection of its own, `streams`: with more typed streams of numbers, both for a comparison. */
    openTab: (spare: boolean, own: boolean, streams: number) => void;
    seen: () => Seen;
    /** The state of the connection, and the last number. */
    latest: () => readonly [state: string | undefined, n: number];
    /** The longest time between two messages since the last call, in ms. */
    silence: () => number;
    /** Whether nothing is lost when the spare takes over now. Only with `?watch=1`. */
    spareIsReady: () => boolean;
    talk: (by: number, perSecond: number) => void;
    hush: () => void;
    ask: (k: number) => Promise<number>;
    holds: (lock: 'main' | 'spare') => Promise<boolean>;
  }
}

window.openTab = (spare, own, streams) => {
  const config = { url: `ws://${location.host}/ws`, token: djangoToken('/api/ws-token/'), channel: 'general' };
  const socket = own
    ? gatewaySocket<Inbound, Outbound>(config)
    : acrossTabs<Inbound, Outbound>({ ...config, tabs: { as: 'ada', spare } });
  const numbers: number[] = [];
  const states: string[] = [];
  const opened: Seen['opened'][number][] = [];
  const undelivered: [string, number][] = [];
  let last = 0;
  let silence = 0;
  let dark = 0;
  let darkSince: number | undefined = performance.timeOrigin;
  let said = 0;
  let by = 0;
  let cached = 0;
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) cached += 1;
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  socket.status$.subscribe(({ state }) => {
    states.push(state);
    const now = Date.now();
    if (state !== 'open') darkSince ??= now;
    else if (darkSince !== undefined) {
      dark = Math.max(dark, now - darkSince);
      darkSince = undefined;
    }
  });
  socket.opened$.subscribe(({ rotated, reconnected, downtime }) => opened.push({ rotated, reconnected, downtime }));
  socket.faults$.subscribe((fault) => {
    if (fault.type === 'undelivered') undelivered.push([fault.reason, (fault.params as { k: number }).k]);
  });
  const received = ({ n }: { readonly n: number }) => {
    const now = Date.now();
    if (last > 0) silence = Math.max(silence, now - last);
    last = now;
    numbers.push(n);
  };
  socket.on('n').subscribe(received);
  for (let stream = 0; stream < streams; stream += 1) socket.on(`n${stream}`).subscribe(received);
  window.seen = () => {
    const darkNow = darkSince === undefined ? 0 : Date.now() - darkSince;
    return { numbers, states, opened, dark: Math.max(dark, darkNow), undelivered, said, by, cached };
  };
  window.latest = () => [states.at(-1), numbers.at(-1) ?? 0];
  window.silence = () => {
    const longest = silence;
    silence = 0;
    return longest;
  };
  window.talk = (name, perSecond) => {
    by = name;
    const began = Date.now();
    // A hidden page's timers are late.
    timer = setInterval(() => {
      for (const due = ((Date.now() - began) * perSecond) / 1_000; said < due;)
        socket.send('say', { by, k: (said += 1) });
    }, 1_000 / perSecond);
  };
  window.hush = () => clearInterval(timer);
  window.ask = (k) =>
    new Promise((resolve, reject) => {
      socket.request('ask', { k }).subscribe({ next: (reply) => resolve((reply as { k: number }).k), error: reject });
    });
};

/** Whether this page has that lock: the lock manager names pages by ids, and the id of this one is that of its own lock. */
window.holds = async (lock) => {
  const name = `who ${Math.random()}`;
  const held = await navigator.locks.request(name, async () => (await navigator.locks.query()).held ?? []);
  const own = held.find((one) => one.name === name)?.clientId;
  return held.some(
    (one) => one.name?.startsWith('["rx-gateway-socket"') && one.name.endsWith(lock) && one.clientId === own,
  );
};

/** Reads the notes between the tabs: no event tells when the spare is ready. */
function watch(): void {
  let holder: string | undefined;
  let ready = false;
  const listen = () => {
    const channel = new BroadcastChannel(lineName(`ws://${location.host}/ws`, 'ada', 'general'));
    channel.onmessage = ({ data }: MessageEvent<Note>) => {
      if (data.t === 'state') {
        ready &&= data.gen === holder;
        holder = data.gen;
      } else if (data.t === 'ready') ready = data.ready;
    };
    // A message would take the page out of the back/forward cache.
    addEventListener('pagehide', () => channel.close(), { once: true });
  };
  listen();
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) listen();
  });
  window.spareIsReady = () => ready;
}

const query = new URLSearchParams(location.search);
if (query.get('watch') === '1') watch();
window.openTab(query.get('spare') !== '0', query.get('own') === '1', Number(query.get('streams') ?? 0));
