import { EMPTY, fromEvent, map, merge, type Observable } from 'rxjs';
import { realHost, type Host } from '../host';

/** One end of a broadcast channel: a posted value reaches all other ends. */
export interface Channel {
  post(note: unknown): void;
  close(): void;
}

/** The parts of a browser by which a page finds the other tabs. A test passes its own. */
export interface TabHost extends Host {
  /**
   * Waits for a lock, or takes it from its owner.
   *
   * @param lost called if the lock was taken away, or is not available
   * @returns releases the lock, or stops to wait for it
   */
  lock(name: string, steal: boolean, granted: () => void, lost: () => void): () => void;
  channel(name: string, receive: (note: unknown) => void): Channel;
  /** Whether the page is visible. */
  visible(): boolean;
  /** `hide`: the page is about to be stopped or to go away. `show`: it continues. */
  readonly page$: Observable<'hide' | 'show'>;
}

/** Whether this host has all required features: browsers have locks in secure contexts only. */
export function canShare(): boolean {
  const { navigator, isSecureContext } = globalThis as Partial<typeof globalThis>;
  const locks = navigator && 'locks' in navigator && typeof navigator.locks.request === 'function';
  return locks === true && typeof BroadcastChannel === 'function' && isSecureContext !== false;
}

function lock(name: string, steal: boolean, granted: () => void, lost: () => void): () => void {
  const abort = new AbortController();
  let release = (): void => undefined;
  const held = (): Promise<void> | undefined => {
    if (abort.signal.aborted) return undefined;
    return new Promise((resolve) => {
      release = resolve;
      granted();
    });
  };
  // A request that steals cannot be aborted.
  navigator.locks.request(name, steal ? { steal } : { signal: abort.signal }, held).catch(() => {
    if (!abort.signal.aborted) lost();
  });
  return () => {
    abort.abort();
    release();
  };
}

function channel(name: string, receive: (note: unknown) => void): Channel {
  const ends = new BroadcastChannel(name);
  ends.onmessage = ({ data }: MessageEvent<unknown>) => receive(data);
  return { post: (note) => ends.postMessage(note), close: () => ends.close() };
}

/** The page of a browser. */
export function browserTab(): TabHost {
  const { document } = globalThis as Partial<typeof globalThis>;
  return {
    scheduler: realHost.scheduler,
    random: realHost.random,
    lock,
    channel,
    visible: () => document?.visibilityState === 'visible',
    // A page in the back/forward cache of Chromium keeps its locks, so it must release them first.
    page$: document ? merge(on('hide', 'pagehide', 'freeze'), on('show', 'pageshow', 'resume')) : EMPTY,
  };
}

/** Events of the window and of the document. */
function on<Signal extends string>(signal: Signal, ...names: readonly string[]): Observable<Signal> {
  return merge(...names.map((name) => fromEvent(globalThis, name, { capture: true }))).pipe(map(() => signal));
}
