import { fromEvent, map, mergeMap, partition, switchMap, timer } from 'rxjs';
import type { ConnectionStatus } from 'rx-gateway-socket';
import { the, write } from './element';
import type { Live } from './live';
import { signIn } from './trouble';

/** The connection as a person may want to know of it, with the seconds to the next try. */
export function showBadge(live: Live): void {
  const [badge, dial, act] = [the('badge'), the('dial'), the('act')];
  live.status$
    .pipe(
      // A wait counts down and a connection counts up; whatever comes next ends the counting.
      switchMap((status) =>
        status.state === 'waiting' || status.state === 'open' ? timer(0, 200).pipe(map(() => status)) : [status],
      ),
    )
    .subscribe((status) => {
      badge.dataset.state = status.state;
      write(the('state'), inWords(status));
      write(the('detail'), detailOf(status));
      dial.style.setProperty('--left', String(shareLeft(status)));
      act.hidden = status.state !== 'waiting' && status.state !== 'failed';
      write(act, status.state === 'failed' ? 'Sign in' : 'Try now');
      the('signed-out').hidden = !isSignedOut(status);
    });

  const [signIn$, tryNow$] = partition(fromEvent(act, 'click'), () => live.status.state === 'failed');
  signIn$.pipe(mergeMap(signIn)).subscribe();
  tryNow$.subscribe(() => live.reconnect());
}

const isSignedOut = (status: ConnectionStatus): boolean =>
  status.state === 'failed' && status.cause.kind === 'unauthenticated';

const secondsLeft = (until: number): number => Math.max(0, Math.ceil((until - Date.now()) / 1_000));

function shareLeft(status: ConnectionStatus): number {
  return status.state === 'waiting' ? Math.max(0, status.until - Date.now()) / status.delay : 1;
}

function inWords(status: ConnectionStatus): string {
  switch (status.state) {
    case 'idle':
      return 'Not in use';
    case 'authorizing':
      return 'Asking for a token';
    case 'connecting':
      return 'Connecting';
    case 'open':
      return 'Connected';
    case 'waiting':
      return `Next try in ${secondsLeft(status.until)} s`;
    case 'paused':
      return status.reason === 'offline' ? 'No network' : 'Asleep';
    case 'failed':
      return isSignedOut(status) ? 'Signed out' : 'Failed';
    case 'closed':
      return 'Closed';
  }
}

function detailOf(status: ConnectionStatus): string {
  switch (status.state) {
    case 'authorizing':
    case 'connecting':
      return `attempt ${status.attempt}`;
    case 'open':
      return `#${status.channel ?? ''} for ${duration(Date.now() - status.since)}`;
    case 'waiting':
      return WAITS[status.reason];
    case 'failed':
      return isSignedOut(status)
        ? 'without a login there is no token: nothing is tried until you sign in'
        : status.cause.message;
    default:
      return '';
  }
}

const WAITS = {
  backoff: 'each wait is longer, and spread by chance',
  budget: 'ten attempts a minute, and no more',
  'rate-limited': 'the backend has refused a token for now',
} as const;

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
