import { distinctUntilChanged, map, merge, scan, type Observable } from 'rxjs';
import { caughtUp, type GatewaySocket } from 'rx-gateway-socket';
import type { ChatMessage, Inbound, Outbound } from './messages';

/** What was said in one room, oldest first. */
export interface Transcript {
  readonly room: string;
  readonly lines: readonly ChatMessage[];
}

type Change = (transcript: Transcript) => Transcript;

/** The room that the user is in, with all that was said there; once for each change. */
export function transcriptOf(socket: GatewaySocket<Inbound, Outbound>, firstRoom: string): Observable<Transcript> {
  // Another room starts with an empty list. Subscribed before the lines, so that the list is empty before they come.
  const entered$ = socket.opened$.pipe(
    map(({ channel = firstRoom }) => channel),
    distinctUntilChanged(),
    map((room): Change => () => ({ room, lines: [] })),
  );
  // The history of the room, then what is said; after a gap what was missed.
  const said$ = caughtUp<ChatMessage>({
    live$: socket.on('chat_message'),
    opened$: socket.opened$,
    fetch: () => socket.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
    key: ({ id }) => id,
  }).pipe(map((line): Change => ({ room, lines }) => ({ room, lines: [...lines, line] })));
  return merge(entered$, said$).pipe(
    scan((transcript: Transcript, change) => change(transcript), { room: firstRoom, lines: [] }),
  );
}
