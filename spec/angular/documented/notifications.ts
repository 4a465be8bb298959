// notifications.ts
import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { scan } from 'rxjs';
import { Live } from './live';

@Injectable({ providedIn: 'root' })
export class Notifications {
  readonly #live = inject(Live);
  readonly #status = toSignal(this.#live.status$, { requireSync: true });

  readonly online = computed(() => this.#status().state === 'open');
  readonly toast = toSignal(this.#live.on('toast'));
  readonly lines = toSignal(
    this.#live.on('chat_message').pipe(scan((lines: readonly string[], { message }) => [...lines, message], [])),
    { initialValue: [] },
  );

  say(message: string): void {
    this.#live.send('chat_message', { message });
  }
}
