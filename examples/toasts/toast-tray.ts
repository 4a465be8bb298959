import { multiplex, type GatewaySocket } from 'rx-gateway-socket';
import { concat, defer, map, merge, mergeMap, of, scan, timer, type Observable } from 'rxjs';
import type { Inbound, Outbound, Toast } from './messages';

/** How a tray shows toasts. */
export interface TrayOptions {
  /** ms that a toast stays. */
  readonly duration: number;
  /** How many are shown; the others wait their turn. */
  readonly most: number;
}

/** The toasts that are on the screen, oldest first; once for each change. */
export function toastTray(toasts$: Observable<Toast>, { duration, most }: TrayOptions): Observable<readonly Toast[]> {
  const shown = (toast: Toast) =>
    concat(
      of((tray: readonly Toast[]) => [...tray, toast]),
      timer(duration).pipe(map(() => (tray: readonly Toast[]) => tray.filter((other) => other !== toast))),
    );
  return defer(() =>
    toasts$.pipe(
      mergeMap(shown, most),
      scan((tray: readonly Toast[], change) => change(tray), []),
    ),
  );
}

/** The deployments of one project. The backend sends them only to connections that subscribe, so each new one does. */
export function deploymentToasts(socket: GatewaySocket<Inbound, Outbound>, project: string): Observable<Toast> {
  return multiplex(socket, {
    subscribe: { name: 'watch', params: { project } },
    unsubscribe: { name: 'unwatch', params: { project } },
    select: 'deployment',
  }).pipe(map(({ level, message }): Toast => ({ level, title: project, message })));
}

/** The state of the connection, as toasts too. */
export function connectionToasts(
  status$: Observable<{ readonly state: string }>,
  reopened$: Observable<{ readonly downtime: number }>,
): Observable<Toast> {
  return merge(
    status$.pipe(
      mergeMap(({ state }) =>
        state === 'waiting' ? of<Toast>({ level: 'warning', title: 'Offline', message: 'Trying again …' }) : [],
      ),
    ),
    reopened$.pipe(
      map(({ downtime }): Toast => ({
        level: 'info',
        title: 'Back',
        message: `after ${Math.ceil(downtime / 1_000)} s`,
      })),
    ),
  );
}
