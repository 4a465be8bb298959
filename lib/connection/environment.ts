import { defer, fromEvent, merge, Observable, share, type Subscriber } from 'rxjs';

/**
 * The signals of the host about its network and itself: `offline` and then `online`, `suspend` before this page is
 * stopped, `wake` when it continues or is visible again.
 */
export type EnvironmentSignal = 'online' | 'offline' | 'suspend' | 'wake';

/**
 * The environment of a browser: its network, the tab's visibility, freezing (Page Lifecycle), and the back/forward
 * cache. Some browsers do not cache a page with an open WebSocket, and some cut the socket, so `suspend` closes it
 * first. In a worker only some of these events exist, elsewhere none. The first subscriber adds the listeners for all,
 * and the last one removes them.
 */
export function browserEnvironment(): Observable<EnvironmentSignal> {
  const events$ = defer(pageEvents).pipe(share());
  return new Observable((subscriber) => {
    const signals = new PageSignals(subscriber);
    signals.readNetwork();
    subscriber.add(events$.subscribe(signals));
  });
}

function pageEvents(): Observable<PageTransitionEvent> {
  const { document } = globalThis as Partial<typeof globalThis>;
  const page = typeof globalThis.addEventListener === 'function' ? globalThis : undefined;
  const on = (target: EventTarget | undefined, ...names: readonly string[]) =>
    target ? names.map((name) => fromEvent<PageTransitionEvent>(target, name)) : [];
  return merge(
    ...on(page, 'offline', 'online', 'pagehide', 'pageshow'),
    ...on(document, 'freeze', 'resume', 'visibilitychange'),
  );
}

/** Turns the events of a page into the signals for one subscriber. */
class PageSignals {
  /** The last state of the network that the subscriber received. */
  #offline = false;

  constructor(private readonly subscriber: Subscriber<EnvironmentSignal>) {}

  next({ type, persisted }: PageTransitionEvent): void {
    if (type === 'offline' || type === 'online') this.#network(type === 'offline');
    else if (type === 'freeze' || (type === 'pagehide' && persisted)) this.subscriber.next('suspend');
    else if (type !== 'pagehide') {
      // An event during the time when the page stood still is lost.
      this.readNetwork();
      const wakes = type === 'resume' || (type === 'pageshow' ? persisted : document.visibilityState === 'visible');
      if (wakes) this.subscriber.next('wake');
    }
  }

  /** The host has no such events. */
  complete(): void {
    this.subscriber.complete();
  }

  readNetwork(): void {
    const { navigator } = globalThis as Partial<typeof globalThis>;
    // Only a plain `false` counts: a host without this information also returns `true`.
    const isOffline = navigator?.onLine === false;
    if (isOffline !== this.#offline) this.#network(isOffline);
  }

  #network(isOffline: boolean): void {
    this.#offline = isOffline;
    this.subscriber.next(isOffline ? 'offline' : 'online');
  }
}
