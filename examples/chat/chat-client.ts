import { distinctUntilChanged, map, merge, scan, shareReplay, startWith, type Observable } from 'rxjs';
import { caughtUp, gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from '../../lib';
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

  // Another room starts with an empty list. Subscribed before the lines, so that the list is empty before they come.
  const entered$ = socket.opened$.pipe(
    map(({ channel = config.channel }) => channel),
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

  const nothing: Transcript = { room: config.channel, lines: [] };
  const transcript$ = merge(entered$, said$).pipe(
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
