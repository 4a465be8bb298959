import { catchError, distinctUntilChanged, EMPTY, map, merge, scan, startWith, switchMap, type Observable } from 'rxjs';
import type { GatewaySocket } from 'rx-gateway-socket';
import type { ChatMessage, Inbound, Outbound } from './messages';

/** What was said in one room, oldest first. */
export interface Transcript {
  readonly room: string;
  readonly lines: readonly ChatMessage[];
}

type Change = (transcript: Transcript) => Transcript;

/**
 * The room that the user is in, with all that was said there; once for each change. Each opening asks for the history: the
 * first one, a reconnect, a join. A plain rotation missed nothing.
 */
export function transcriptOf(socket: GatewaySocket<Inbound, Outbound>, firstRoom: string): Observable<Transcript> {
  const entered$ = socket.opened$.pipe(
    distinctUntilChanged((before, { rotated, channel }) => rotated && channel === before.channel),
    switchMap(({ channel: room = firstRoom }) =>
      socket.request('fetch_history', {}, { reply: 'history' }).pipe(
        map(({ messages }): Change => () => ({ room, lines: messages })),
        // Lost again, or too late: the next opening asks again.
        catchError(() => EMPTY),
        startWith((before: Transcript) => (before.room === room ? before : { room, lines: [] })),
      ),
    ),
  );
  const said$ = socket
    .on('chat_message')
    .pipe(map((line): Change => ({ room, lines }) => ({ room, lines: [...lines, line] })));
  return merge(said$, entered$).pipe(
    scan((transcript: Transcript, change) => change(transcript), { room: firstRoom, lines: [] }),
  );
}
