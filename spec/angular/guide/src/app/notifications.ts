// src/app/notifications.ts
import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Live } from './live';

@Injectable({ providedIn: 'root' })
export class Notifications {
  readonly #live = inject(Live);

  /** The last one. */
  readonly toast = toSignal(this.#live.on('toast'));
  readonly status = toSignal(this.#live.status$, { requireSync: true });
  readonly online = computed(() => this.status().state === 'open');

  tryAgain(): void {
    this.#live.reconnect();
  }
}
