// src/app/chat.ts
import { Component, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { caughtUp } from 'rx-gateway-socket';
import { map, scan, startWith } from 'rxjs';
import { Live, type ChatMessage } from './live';

@Component({
  selector: 'app-chat',
  template: `
    <ul>
      @for (line of lines.value(); track line.id) {
        <li>{{ line.username }}: {{ line.message }}</li>
      } @empty {
        <li>Nothing yet.</li>
      }
    </ul>
    <form (submit)="say($event)">
      <input #input aria-label="Message" maxlength="200" [value]="draft()" (input)="draft.set(input.value)" />
      <button type="submit">Send</button>
      <small>{{ 200 - draft().length }} characters left</small>
    </form>
  `,
})
export class Chat {
  readonly #live = inject(Live);

  protected readonly draft = signal('');
  protected readonly lines = rxResource({
    stream: () =>
      caughtUp({
        live$: this.#live.on('chat_message'),
        opened$: this.#live.opened$,
        fetch: () =>
          this.#live.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
        key: ({ id }) => id,
      }).pipe(
        scan((lines: readonly ChatMessage[], line) => [...lines, line], []),
        // Until it has a value, a resource keeps the application unstable: a server would wait for ever.
        startWith([]),
      ),
    defaultValue: [],
  });

  protected say(event: Event): void {
    event.preventDefault();
    // Sent now, or as soon as there is a connection.
    this.#live.send('chat_message', { message: this.draft() });
    this.draft.set('');
  }
}
