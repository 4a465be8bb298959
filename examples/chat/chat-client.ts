import {
  catchError,
  distinctUntilChanged,
  EMPTY,
  map,
  merge,
  scan,
  shareReplay,
  startWith,
  switchMap,
  type Observable,
} from 'rxjs';
import { gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from '../../lib';
import type { ChatMessage, Inbound, Outbound } from './messages';

/** What was said in one room, oldest first. */
export interface Transcript {
  readonly room: string;
  readonly lines: readonly ChatMessage[];
}

/** A chat as a page has it: what to show, and what the user can do. */
export interface ChatClient {
  readonly socket: GatewaySocket<Inbound, Outbound>;
  /** The room that the user is in, with all that was said there; once for each change. */
  readonly transcript$: Observable<Transcript>;
  say(message: string): void;
  enter(room: string): void;
  leave(): void;
}

type Change = (transcript: Transcript) => Transcript;

export function chatClient(config: GatewaySocketConfig & { readonly channel: string }): ChatClient {
  const socket = gatewaySocket<Inbound, Outbound>(config);

  // The backend keeps no message for who was away, so each opening asks for the history: the first, a reconnect, a
  // join. A plain rotation missed nothing.
  const entered$: Observable<Change> = socket.opened$.pipe(
    distinctUntilChanged((before, { rotated, channel }) => rotated && channel === before.channel),
    switchMap(({ channel: room = config.channel }) =>
      socket.request('fetch_history', {}, { reply: 'history' }).pipe(
        map(({ messages }) => () => ({ room, lines: messages })),
        // Lost again, or too late: the next opening asks again.
        catchError(() => EMPTY),
        // What comes before the history does is of this room already.
        startWith((before: Transcript) => (before.room === room ? before : { room, lines: [] })),
      ),
    ),
  );
  const said$: Observable<Change> = socket
    .on('chat_message')
    .pipe(map((line) => ({ room, lines }) => ({ room, lines: [...lines, line] })));

  const nothing: Transcript = { room: config.channel, lines: [] };
  const transcript$ = merge(said$, entered$).pipe(
    scan((transcript, change) => change(transcript), nothing),
    startWith(nothing),
    shareReplay({ bufferSize: 1, refCount: true }),
  );

  return {
    socket,
    transcript$,
    say: (message) => socket.send('chat_message', { message }),
    enter: (room) => socket.join(room),
    leave: () => socket.close(),
  };
}
