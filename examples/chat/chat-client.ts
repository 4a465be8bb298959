import { gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from 'rx-gateway-socket';
import { shareReplay, startWith, type Observable } from 'rxjs';
import type { Inbound, Outbound } from './messages';
import { transcriptOf, type Transcript } from './transcript';

/** A chat as a page has it: what to show, and what the user can do. */
export interface ChatClient {
  readonly socket: GatewaySocket<Inbound, Outbound>;
  /** The room that the user is in, with all its messages. Emits once for each change. */
  readonly transcript$: Observable<Transcript>;
  say(message: string): void;
  enter(room: string): void;
  leave(): void;
}

export function chatClient(config: GatewaySocketConfig & { readonly channel: string }): ChatClient {
  const socket = gatewaySocket<Inbound, Outbound>(config);
  const transcript$ = transcriptOf(socket, config.channel).pipe(
    startWith({ room: config.channel, lines: [] }),
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
