import { EMPTY, fromEvent, map, merge, type Observable } from 'rxjs';
import { realHost, type Host } from '../host';

/** One end of a broadcast channel: what is posted reaches all other ends. */
export interface Channel {
  post(note: unknown): void;
  close(): void;
}

/** What a page has of its browser to find the other tabs. A test brings its own. */
export interface TabHost extends Host {
  /**
   * Waits for a lock, or takes it away from whoever has it.
   *
   * @param lost called where the lock was taken away, or cannot be had
   * @returns lets go of the lock, or stops to wait for it
   */
  lock(name: string, steal: boolean, granted: () => void, lost: () => void): () => void;
  channel(name: string, receive: (note: unknown) => void): Channel;
  /** Whether somebody can see the page. */
  visible(): boolean;
  /** `hide`: the page is about to be stopped or to go away. `show`: it goes on. */
  readonly page$: Observable<'hide' | 'show'>;
}

/** Whether this host has all that is needed: browsers have locks in secure contexts alone. */
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
    // A page in the back/forward cache of Chromium keeps its locks, so it has to let go of them first.
    page$: document ? merge(on('hide', 'pagehide', 'freeze'), on('show', 'pageshow', 'resume')) : EMPTY,
  };
}

/** Events of the window and of the document. */
function on<Signal extends string>(signal: Signal, ...names: readonly string[]): Observable<Signal> {
  return merge(...names.map((name) => fromEvent(globalThis, name, { capture: true }))).pipe(map(() => signal));
}
