/** An application in a browser, as a stranger would type it. It is compiled in every module resolution and never run. */
import type { Observable } from 'rxjs';
import { ConnectionError, djangoToken, gatewaySocket, ofType, retryBackoff } from 'rx-gateway-socket';
import type { ConnectionStatus, MessageOf } from 'rx-gateway-socket';

interface Inbound {
  toast: { level: 'success' | 'error'; message: string };
  chat_message: { username: string; message: string };
}
interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
}

const socket = gatewaySocket<Inbound, Outbound>({
  url: 'wss://ws.example.com',
  token: djangoToken('/api/ws-token/'),
  channel: 'general',
});

// `on` narrows: the type's own fields are there, and a `type` that is this one literal.
export const level$: Observable<MessageOf<Inbound, 'toast'>> = socket.on('toast');
socket.on('toast').subscribe(({ type, level, message }) => {
  const literals: ['toast', 'success' | 'error', string] = [type, level, message];
  return literals;
});
socket.messages$.pipe(ofType('chat_message')).subscribe(({ username }) => username.toUpperCase());
// @ts-expect-error a toast has no user name
socket.on('toast').subscribe(({ username }) => username as unknown);
// @ts-expect-error no message of this type ever arrives
export const none$ = socket.on('tost');

socket.send('fetch_history');
socket.send('chat_message', { message: 'Hello' });
// @ts-expect-error a chat message needs its text
socket.send('chat_message');
// @ts-expect-error its text is called message
socket.send('chat_message', { text: 'Hello' });
// @ts-expect-error a url is required
gatewaySocket({ channel: 'general' });

export function inWords(status: ConnectionStatus): string {
  return status.state === 'waiting' ? `tries again at ${status.until}` : status.state;
}
export const code = (error: unknown): number | undefined => (error instanceof ConnectionError ? error.code : undefined);
export const steady$ = socket.messages$.pipe(retryBackoff());
socket[Symbol.dispose]();
