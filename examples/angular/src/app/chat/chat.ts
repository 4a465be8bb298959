import { computed, inject, Injectable, signal } from '@angular/core';
import { rxResource, toSignal } from '@angular/core/rxjs-interop';
import { distinctUntilChanged, filter, map, merge, scan, Subject } from 'rxjs';
import { caughtUp } from 'rx-gateway-socket';
import { Live, type ChatMessage } from '../live';

/** What was said in one room, oldest first. */
interface Transcript {
  readonly room: string;
  readonly lines: readonly ChatMessage[];
}

type Change = (transcript: Transcript) => Transcript;

const NOTHING: Transcript = { room: '', lines: [] };

/** A chat with rooms, each of which is a channel of the one connection. */
@Injectable({ providedIn: 'root' })
export class Chat {
  readonly #live = inject(Live);

  readonly rooms = ['lobby', 'support'] as const;
  readonly room = signal<string>(this.rooms[0]);

  // Another room starts with an empty list. Subscribed before the lines, so that the list is empty before they come.
  readonly #entered$ = this.#live.opened$.pipe(
    map(({ channel = '' }) => channel),
    distinctUntilChanged(),
    map((room): Change => () => ({ room, lines: [] })),
  );
  // The history of the room, then what is said; after a gap what was missed.
  readonly #said$ = caughtUp<ChatMessage>({
    live$: this.#live.on('chat_message'),
    opened$: this.#live.opened$,
    fetch: () => this.#live.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
    key: ({ id }) => id,
  }).pipe(map((line): Change => ({ room, lines }) => ({ room, lines: [...lines, line] })));

  readonly #transcript = rxResource({
    stream: () => merge(this.#entered$, this.#said$).pipe(scan((transcript, change) => change(transcript), NOTHING)),
    defaultValue: NOTHING,
  });
  /** What is known of the room that the user wants to see, which may still be on its way. */
  readonly lines = computed(() => {
    const { room, lines } = this.#transcript.value();
    return room === this.room() ? lines : [];
  });

  readonly #waits = new Subject<void>();
  /** How many messages wait for a connection. */
  readonly queued = toSignal(
    merge(
      this.#waits.pipe(map(() => (queued: number) => queued + 1)),
      this.#live.faults$.pipe(
        filter((fault) => fault.type === 'undelivered' && fault.name === 'chat_message'),
        map(() => (queued: number) => Math.max(0, queued - 1)),
      ),
      this.#live.opened$.pipe(map(() => () => 0)),
    ).pipe(scan((queued, change) => change(queued), 0)),
    { initialValue: 0 },
  );

  enter(room: string): void {
    this.room.set(room);
    this.#live.join(room);
  }

  /** Sends now, or as soon as there is a connection. */
  say(message: string): void {
    if (this.#live.send('chat_message', { message }) === 'queued') this.#waits.next();
  }
}
