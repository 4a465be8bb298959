import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { ConnectionStatus } from 'rx-gateway-socket';
import { map, of, switchMap, timer } from 'rxjs';
import { Live } from '../live';
import { Session } from '../session';

/** The connection as a person may want to know of it. */
@Injectable({ providedIn: 'root' })
export class Connection {
  readonly #live = inject(Live);
  readonly #session = inject(Session);

  readonly status = toSignal(this.#live.status$, { requireSync: true });
  /** Seconds to the next try, while one is waited for. */
  readonly countdown = toSignal(
    this.#live.status$.pipe(
      switchMap((status) =>
        status.state === 'waiting'
          ? timer(0, 250).pipe(map(() => Math.max(0, Math.ceil((status.until - Date.now()) / 1_000))))
          : of(undefined),
      ),
    ),
  );
  readonly words = computed(() => inWords(this.status(), this.countdown() ?? 0));

  tryNow(): void {
    if (this.status().state === 'failed') this.#session.signIn();
    else this.#live.reconnect();
  }
}

function inWords(status: ConnectionStatus, seconds: number): string {
  switch (status.state) {
    case 'idle':
      return 'Not in use';
    case 'authorizing':
      return 'Asking for a token …';
    case 'connecting':
      return 'Connecting …';
    case 'open':
      return 'Connected';
    case 'waiting':
      return `Next try in ${seconds} s`;
    case 'paused':
      return status.reason === 'offline' ? 'No network' : 'Asleep';
    case 'failed':
      return status.cause.kind === 'unauthenticated' ? 'Signed out' : 'Not available';
    case 'closed':
      return 'Closed';
  }
}
