import { defer, EMPTY, filter, fromEvent, map, merge, of, type Observable } from 'rxjs';

/**
 * What the host knows of its network and of itself: `offline` and `online` again, `suspend` when it is about to stop
 * this page, `wake` when it goes on or a person looks at it.
 */
export type EnvironmentSignal = 'online' | 'offline' | 'suspend' | 'wake';

/** What has been heard last. */
export interface Surroundings {
  readonly offline: boolean;
  readonly suspended: boolean;
}

export const unknownSurroundings: Surroundings = { offline: false, suspended: false };

export function nextSurroundings(current: Surroundings, signal: EnvironmentSignal): Surroundings {
  switch (signal) {
    case 'online':
      return { ...current, offline: false };
    case 'offline':
      return { ...current, offline: true };
    case 'suspend':
      return { ...current, suspended: true };
    case 'wake':
      return { ...current, suspended: false };
  }
}

/**
 * The environment of a browser: its network, the tab's visibility, freezing (Page Lifecycle), and the back/forward
 * cache: some browsers keep no page with an open WebSocket in it, and some cut the socket off, so `suspend` closes it
 * first. In a worker what there is of it, elsewhere nothing. Subscribing adds the listeners, unsubscribing takes them away.
 */
export function browserEnvironment(): Observable<EnvironmentSignal> {
  return defer(() => {
    const { navigator, document } = globalThis as Partial<typeof globalThis>;
    const page = typeof globalThis.addEventListener === 'function' ? globalThis : undefined;
    const on = <E extends Event>(target: EventTarget | undefined, name: string): Observable<E> =>
      target ? fromEvent<E>(target, name) : EMPTY;
    const persisted = ({ persisted }: PageTransitionEvent) => persisted;
    return merge(
      // Only a plain `false` says something: a `true` is also what a host says that does not know.
      navigator?.onLine === false ? of('offline' as const) : EMPTY,
      on(page, 'offline').pipe(map(() => 'offline' as const)),
      on(page, 'online').pipe(map(() => 'online' as const)),
      on<PageTransitionEvent>(page, 'pagehide').pipe(
        filter(persisted),
        map(() => 'suspend' as const),
      ),
      on<PageTransitionEvent>(page, 'pageshow').pipe(
        filter(persisted),
        map(() => 'wake' as const),
      ),
      on(document, 'freeze').pipe(map(() => 'suspend' as const)),
      on(document, 'resume').pipe(map(() => 'wake' as const)),
      on(document, 'visibilitychange').pipe(
        filter(() => document?.visibilityState === 'visible'),
        map(() => 'wake' as const),
      ),
    );
  });
}
