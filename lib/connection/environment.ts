import { defer, fromEvent, merge, Observable, share, type Subscriber } from 'rxjs';

/**
 * The signals of the host about its network and itself: `offline` and `online` again, `suspend` when it is about to stop
 * this page, `wake` when it goes on or is visible again.
 */
export type EnvironmentSignal = 'online' | 'offline' | 'suspend' | 'wake';

/**
 * The environment of a browser: its network, the tab's visibility, freezing (Page Lifecycle), and the back/forward
 * cache: some browsers keep no page with an open WebSocket in it, and some cut the socket off, so `suspend` closes it
 * first. In a worker what there is of it, elsewhere nothing. The first subscriber adds the listeners for all of them, and
 * the last one takes them away.
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
  /** What the subscriber knows of the network. */
  #offline = false;

  constructor(private readonly subscriber: Subscriber<EnvironmentSignal>) {}

  next({ type, persisted }: PageTransitionEvent): void {
    if (type === 'offline' || type === 'online') this.#network(type === 'offline');
    else if (type === 'freeze' || (type === 'pagehide' && persisted)) this.subscriber.next('suspend');
    else if (type !== 'pagehide') {
      // An event that came while the page stood still is lost.
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
    // Only a plain `false` counts: a `true` is also the answer of a host that cannot tell.
    const isOffline = navigator?.onLine === false;
    if (isOffline !== this.#offline) this.#network(isOffline);
  }

  #network(isOffline: boolean): void {
    this.#offline = isOffline;
    this.subscriber.next(isOffline ? 'offline' : 'online');
  }
}
