// live.ts
import { djangoToken, gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from 'rx-gateway-socket';
import { map, scan, type Observable } from 'rxjs';

export interface Inbound {
  toast: { message: string };
}
export interface Outbound {
  chat_message: { message: string };
}
export type Live = GatewaySocket<Inbound, Outbound>;

/** The application's socket; a test passes what reaches the network. */
export function live(network: Partial<GatewaySocketConfig> = {}): Live {
  return gatewaySocket<Inbound, Outbound>({
    url: 'wss://ws.example.com',
    token: djangoToken('/api/ws-token/'),
    channel: 'general',
    ...network,
  });
}

/** The last three toasts, oldest first. */
export function toasts(socket: Live): Observable<readonly string[]> {
  return socket.on('toast').pipe(
    map(({ message }) => message),
    scan((shown: readonly string[], message) => [...shown, message].slice(-3), []),
  );
}

/** What a person is told of the connection. */
export function words(socket: Live): Observable<string> {
  return socket.status$.pipe(
    map((status) => (status.state === 'waiting' ? `Next try in ${Math.ceil(status.delay / 1_000)} s` : status.state)),
  );
}
