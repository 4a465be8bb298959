import { afterRenderEffect, Component, inject, viewChild, type ElementRef } from '@angular/core';
import { Session } from '../session';
import { Chat } from './chat';

@Component({
  selector: 'app-chat-room',
  template: `
    <div class="card-head">
      <h2>Chat</h2>
      <div role="tablist" aria-label="Rooms" class="tabs">
        @for (room of chat.rooms; track room) {
          <button
            type="button"
            role="tab"
            [attr.aria-selected]="room === chat.room()"
            [attr.data-testid]="'room-' + room"
            (click)="chat.enter(room)"
          >
            #{{ room }}
          </button>
        }
      </div>
    </div>
    <ol class="lines" role="log" aria-label="Messages" data-testid="lines" #lines>
      @for (line of chat.lines(); track line.id) {
        <li class="line" data-testid="line" [class.own]="line.username === me">
          <span class="from">{{ line.username }}</span>
          <span class="text">{{ line.message }}</span>
        </li>
      } @empty {
        <li class="nothing">Nothing has been said in #{{ chat.room() }} yet.</li>
      }
    </ol>
    <form class="say" (submit)="say($event, message)">
      <input
        #message
        name="message"
        autocomplete="off"
        maxlength="500"
        data-testid="message"
        [attr.aria-label]="'Message to ' + chat.room()"
        [placeholder]="'Message to #' + chat.room()"
      />
      <button type="submit" class="main" data-testid="say">Send</button>
    </form>
    @if (chat.queued(); as queued) {
      <p class="hint" data-testid="queued">
        {{ queued === 1 ? '1 message waits' : queued + ' messages wait' }} for the next connection.
      </p>
    }
  `,
})
export class ChatRoom {
  protected readonly chat = inject(Chat);
  protected readonly me = inject(Session).username;
  private readonly log = viewChild.required<ElementRef<HTMLElement>>('lines');

  constructor() {
    afterRenderEffect(() => {
      this.chat.lines();
      const { nativeElement } = this.log();
      nativeElement.scrollTop = nativeElement.scrollHeight;
    });
  }

  protected say(event: Event, input: HTMLInputElement): void {
    event.preventDefault();
    const message = input.value.trim();
    if (message === '') return;
    this.chat.say(message);
    input.value = '';
  }
}
