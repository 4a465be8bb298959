import { catchError, distinctUntilChanged, EMPTY, map, merge, scan, startWith, switchMap, type Observable } from 'rxjs';
import type { Live } from './live';
import type { ChatMessage } from './messages';

/** What was said in one room, oldest first. */
export interface Transcript {
  readonly room: string;
  readonly lines: readonly ChatMessage[];
}

type Change = (transcript: Transcript) => Transcript;

/** The room that the connection is in, with all that was said there; once for each change. */
export function transcriptOf(live: Live): Observable<Transcript> {
  // The backend keeps no message for who was away, so each opening asks for the history: the first, a reconnect, a join.
  // A plain rotation missed nothing.
  const entered$: Observable<Change> = live.opened$.pipe(
    distinctUntilChanged((before, { rotated, channel }) => rotated && channel === before.channel),
    switchMap(({ channel: room = '' }) =>
      live.request('fetch_history', {}, { reply: 'history' }).pipe(
        map(({ messages }) => () => ({ room, lines: messages })),
        // Lost again, or too late: the next opening asks again.
        catchError(() => EMPTY),
        // What comes before the history does is of this room already.
        startWith((before: Transcript) => (before.room === room ? before : { room, lines: [] })),
      ),
    ),
  );
  const said$: Observable<Change> = live
    .on('chat_message')
    .pipe(map((line) => ({ room, lines }) => ({ room, lines: [...lines, line] })));

  return merge(said$, entered$).pipe(
    scan((transcript, change) => change(transcript), { room: '', lines: [] } as Transcript),
  );
}
