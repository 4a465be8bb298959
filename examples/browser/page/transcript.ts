import { caughtUp } from 'rx-gateway-socket';
import { distinctUntilChanged, map, merge, scan, type Observable } from 'rxjs';
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
  // Another room starts with an empty list. Subscribed before the lines, so that the list is empty before they come.
  const entered$ = live.opened$.pipe(
    map(({ channel = '' }) => channel),
    distinctUntilChanged(),
    map((room): Change => () => ({ room, lines: [] })),
  );
  // The history of the room, then what is said; after a gap what was missed.
  const said$ = caughtUp<ChatMessage>({
    live$: live.on('chat_message'),
    opened$: live.opened$,
    fetch: () => live.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
    key: ({ id }) => id,
  }).pipe(map((line): Change => ({ room, lines }) => ({ room, lines: [...lines, line] })));

  return merge(entered$, said$).pipe(
    scan((transcript, change) => change(transcript), { room: '', lines: [] } as Transcript),
  );
}
