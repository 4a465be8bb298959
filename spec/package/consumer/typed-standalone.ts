/** The client as one file: its types are those of the core, and its operators those of rxjs. */
import type { Observable } from 'rxjs';
import { TokenError, type GatewaySocket } from 'rx-gateway-socket';
import * as standalone from 'rx-gateway-socket/standalone';

interface Inbound {
  toast: { level: string; message: string };
}

export const socket: GatewaySocket<Inbound> = standalone.gatewaySocket<Inbound>({
  url: 'wss://ws.example.com',
  token: standalone.djangoToken('/api/ws-token/'),
});
export const messages$: Observable<string> = socket.on('toast').pipe(
  standalone.filter(({ level }) => level === 'error'),
  standalone.map(({ message }) => message),
);
export const first: Promise<string> = standalone.firstValueFrom(messages$);
export const thrown: standalone.TokenError = new TokenError('csrf', 'the CSRF check failed');
// @ts-expect-error is no message of the map
export const other = socket.on('chat_message');
