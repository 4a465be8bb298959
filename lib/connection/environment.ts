import { defer, EMPTY, fromEvent, merge, mergeMap, type Observable } from 'rxjs';

/**
 * The signals of the host about its network and itself: `offline` and `online` again, `suspend` when it is about to stop
 * this page, `wake` when it goes on or is visible again.
 */
export type EnvironmentSignal = 'online' | 'offline' | 'suspend' | 'wake';

/**
 * The environment of a browser: its network, the tab's visibility, freezing (Page Lifecycle), and the back/forward
 * cache: some browsers keep no page with an open WebSocket in it, and some cut the socket off, so `suspend` closes it
 * first. In a worker what there is of it, elsewhere nothing. Subscribing adds the listeners, unsubscribing takes them away.
 */
export function browserEnvironment(): Observable<EnvironmentSignal> {
  return defer(() => {
    const { navigator, document } = globalThis as Partial<typeof globalThis>;
    const page = typeof globalThis.addEventListener === 'function' ? globalThis : undefined;
    const on = (
      target: EventTarget | undefined,
      name: string,
      signals: (event: PageTransitionEvent) => readonly EnvironmentSignal[],
    ): Observable<EnvironmentSignal> =>
      target ? fromEvent<PageTransitionEvent>(target, name).pipe(mergeMap(signals)) : EMPTY;

    let offline = false;
    const network = (isOffline: boolean): readonly EnvironmentSignal[] => {
      offline = isOffline;
      return [isOffline ? 'offline' : 'online'];
    };
    // An event that came while the page stood still is lost, so the state is read again. Only a plain `false` counts: a
    // `true` is also the answer of a host that cannot tell.
    const networkNow = () => {
      const isOffline = navigator?.onLine === false;
      return isOffline === offline ? [] : network(isOffline);
    };
    const awake = (isAwake: boolean) => [...networkNow(), ...(isAwake ? (['wake'] as const) : [])];

    return merge(
      defer(networkNow),
      on(page, 'offline', () => network(true)),
      on(page, 'online', () => network(false)),
      on(page, 'pagehide', ({ persisted }) => (persisted ? ['suspend'] : [])),
      on(page, 'pageshow', ({ persisted }) => awake(persisted)),
      on(document, 'freeze', () => ['suspend']),
      on(document, 'resume', () => awake(true)),
      on(document, 'visibilitychange', () => awake(document?.visibilityState === 'visible')),
    );
  });
}
