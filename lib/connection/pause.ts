import { Observable } from 'rxjs';
import type { Clock } from '../clock';
import type { Command } from './commands';

/** The only connection, or the only attempt, ended: the next one is due in a while. What an ending that can be retried errors with. */
export class Pause {
  constructor(
    /** In ms. */
    readonly delay: number,
    /** Whether the backend asked for the delay. */
    readonly limited: boolean,
    /** `reconnect()` was called while the ending was reported. */
    readonly cut: boolean,
  ) {}
}

const CUTS_ANY: ReadonlySet<Command> = new Set(['reconnect', 'slept']);
const CUTS_BACKOFF: ReadonlySet<Command> = new Set(['wake', 'online', 'offline']);

/**
 * Emits when the next attempt is due; completes where the page is suspended. A rate limit is waited out whatever the host reports; any other wait ends when
 * something has changed. After a sleep, what is left of a limit holds the next attempt back.
 *
 * @param isLocal whether the network does not matter, since the address is on this machine
 */
export function afterPause(
  { delay, limited, cut }: Pause,
  commands$: Observable<Command>,
  isLocal: boolean,
  clock: Clock,
): Observable<unknown> {
  return new Observable((subscriber) => {
    subscriber.add(() => clock.cancelAll(subscriber));
    subscriber.add(
      commands$.subscribe((command) => {
        // Which ends the connection without an error.
        if (command === 'suspend') subscriber.complete();
        const network = command !== 'wake';
        const cuts = CUTS_ANY.has(command) || (!limited && CUTS_BACKOFF.has(command) && !(network && isLocal));
        if (cuts) subscriber.next(command);
      }),
    );
    clock.after(cut ? 0 : delay, subscriber, () => subscriber.next('due'));
  });
}
