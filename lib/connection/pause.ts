import { Observable } from 'rxjs';
import type { Clock } from '../clock';
import type { Command } from './commands';
import type { Pacing } from './pacing';

/** Why the next attempt waits after an ending. */
export type PauseReason = 'backoff' | 'rate-limited' | 'offline';

/**
 * The error of an ending that can be retried: the only connection, or the only attempt, has ended, and the next one
 * must wait.
 */
export class Pause {
  constructor(
    /** In ms. */
    readonly delay: number,
    /** Why the next attempt waits. */
    readonly reason: PauseReason,
    /** `reconnect()` was called while the ending was reported. */
    readonly cut: boolean,
  ) {}
}

/** The commands that end a wait. After a sleep, `admitted` waits for the rest of a rate limit. */
const CUTS: { readonly [Reason in PauseReason]: ReadonlySet<Command> } = {
  backoff: new Set(['reconnect', 'slept', 'wake', 'online', 'offline']),
  'rate-limited': new Set(['reconnect', 'slept']),
  offline: new Set(['reconnect', 'online']),
};

/**
 * Emits when the next attempt is due; completes when the page is suspended. No command ends the wait for a turn: each
 * change of tab is a `wake`, so a busy office would never be silent. `Pacing` does not wait any more for a turn that
 * was cancelled.
 *
 * @param pacing whether a turn is waited for
 * @param isLocal whether the URL is on this machine, where changes of the network end no wait
 */
export function afterPause(
  { delay, reason, cut }: Pause,
  commands$: Observable<Command>,
  isLocal: boolean,
  pacing: Pick<Pacing, 'turnLeft'>,
  clock: Clock,
): Observable<unknown> {
  return new Observable((subscriber) => {
    subscriber.add(() => clock.cancelAll(subscriber));
    subscriber.add(
      commands$.subscribe((command) => {
        // Completes the connection without an error.
        if (command === 'suspend') subscriber.complete();
        const network = command === 'online' || command === 'offline';
        const cuts = CUTS[reason].has(command) && !(network && isLocal) && pacing.turnLeft() === 0;
        if (cuts) subscriber.next(command);
      }),
    );
    clock.after(cut ? 0 : delay, subscriber, () => subscriber.next('due'));
  });
}
