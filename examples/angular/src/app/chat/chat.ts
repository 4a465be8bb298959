import { computed, inject, Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import {
  catchError,
  distinctUntilChanged,
  EMPTY,
  filter,
  map,
  merge,
  scan,
  startWith,
  Subject,
  switchMap,
  type Observable,
} from 'rxjs';
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

  // The backend keeps no message for who was away, so each opening asks for the history: the first, a reconnect, a
  // join. A plain rotation missed nothing.
  readonly #entered$: Observable<Change> = this.#live.opened$.pipe(
    distinctUntilChanged((before, { rotated, channel }) => rotated && channel === before.channel),
    switchMap(({ channel: room = '' }) =>
      this.#live.request('fetch_history', {}, { reply: 'history' }).pipe(
        map(({ messages }) => () => ({ room, lines: messages })),
        // Lost again, or too late: the next opening asks again.
        catchError(() => EMPTY),
        // What comes before the history does is of this room already.
        startWith((before: Transcript) => (before.room === room ? before : { room, lines: [] })),
      ),
    ),
  );
  readonly #said$: Observable<Change> = this.#live
    .on('chat_message')
    .pipe(map((line) => ({ room, lines }) => ({ room, lines: [...lines, line] })));

  readonly #transcript = toSignal(
    merge(this.#said$, this.#entered$).pipe(scan((transcript, change) => change(transcript), NOTHING)),
    { initialValue: NOTHING },
  );
  /** What is known of the room that the user wants to see, which may still be on its way. */
  readonly lines = computed(() => {
    const { room, lines } = this.#transcript();
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
