import { Observable } from 'rxjs';
import type { Clock } from '../clock';
import type { Command } from './commands';
import type { Pacing } from './pacing';

/**
 * The error of an ending that can be retried: the only connection, or the only attempt, ended, and the next one must
 * wait.
 */
export class Pause {
  constructor(
    /** In ms. */
    readonly delay: number,
    /** Whether the delay is that of a rate limit. */
    readonly limited: boolean,
    /** `reconnect()` was called while the ending was reported. */
    readonly cut: boolean,
  ) {}
}

const CUTS_ANY: ReadonlySet<Command> = new Set(['reconnect', 'slept']);
const CUTS_BACKOFF: ReadonlySet<Command> = new Set(['wake', 'online', 'offline']);

/**
 * Emits when the next attempt is due; completes when the page is suspended. `reconnect` and a sleep end any wait.
 * `wake`, `online` and `offline` end a backoff, but no rate limit. After a sleep, `admitted` waits for the rest of a
 * rate limit. None of them ends the wait for a turn: each change of tab is a `wake`, so a busy office would never be
 * silent. What cuts a turn (`Pacing.cutTurn`) does so before its command comes.
 *
 * @param pacing whether a turn is waited for
 * @param isLocal whether the URL is on this machine, where changes of the network end no wait
 */
export function afterPause(
  { delay, limited, cut }: Pause,
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
        const network = command !== 'wake';
        const cuts = CUTS_ANY.has(command) || (!limited && CUTS_BACKOFF.has(command) && !(network && isLocal));
        if (cuts && pacing.turnLeft() === 0) subscriber.next(command);
      }),
    );
    clock.after(cut ? 0 : delay, subscriber, () => subscriber.next('due'));
  });
}
