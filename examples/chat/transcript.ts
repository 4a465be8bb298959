import { caughtUp, type Opened } from 'rx-gateway-socket';
import { distinctUntilChanged, map, merge, scan, type Observable } from 'rxjs';

/** A message of a room. */
export interface Line {
  readonly id: string | number;
  readonly username: string;
  readonly message: string;
}

/** All messages of one room, oldest first. */
export interface Transcript {
  readonly room: string;
  readonly lines: readonly Line[];
}

/** The part of a socket that a transcript needs. */
export interface ChatSocket {
  readonly opened$: Observable<Opened>;
  on(type: 'chat_message'): Observable<Line>;
  request(
    name: 'fetch_history',
    params: {},
    options: { readonly reply: 'history' },
  ): Observable<{ readonly messages: readonly Line[] }>;
}

type Change = (transcript: Transcript) => Transcript;

/** The room that the connection is in, with all its messages. Emits once for each change. */
export function transcriptOf(socket: ChatSocket, firstRoom = ''): Observable<Transcript> {
  // Another room starts with an empty list. Subscribed before the lines, so that the list is empty before they arrive.
  const entered$ = socket.opened$.pipe(
    map(({ channel = firstRoom }) => channel),
    distinctUntilChanged(),
    map((room): Change => () => ({ room, lines: [] })),
  );
  // The history of the room, then the live messages; after a gap the missed ones.
  const written$ = caughtUp({
    live$: socket.on('chat_message'),
    opened$: socket.opened$,
    fetch: () => socket.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
    key: ({ id }) => id,
  }).pipe(map((line): Change => ({ room, lines }) => ({ room, lines: [...lines, line] })));

  return merge(entered$, written$).pipe(
    scan((transcript: Transcript, change) => change(transcript), { room: firstRoom, lines: [] }),
  );
}
