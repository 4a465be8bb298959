// src/app/chat.ts
import { Component, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { catchError, EMPTY, merge, scan, startWith, switchMap } from 'rxjs';
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
    stream: () => {
      const history$ = this.#live.opened$.pipe(
        switchMap(() =>
          // A resource whose stream errored throws when it is read. The next opening asks again.
          this.#live.request('fetch_history', {}, { reply: 'history' }).pipe(catchError(() => EMPTY)),
        ),
      );
      return merge(history$, this.#live.on('chat_message')).pipe(
        scan((lines: readonly ChatMessage[], said) => (said.type === 'history' ? said.messages : [...lines, said]), []),
        // Until it has a value, a resource keeps the application unstable: a server would wait for ever.
        startWith([]),
      );
    },
    defaultValue: [],
  });

  protected say(event: Event): void {
    event.preventDefault();
    // Sent now, or as soon as there is a connection.
    this.#live.send('chat_message', { message: this.draft() });
    this.draft.set('');
  }
}
