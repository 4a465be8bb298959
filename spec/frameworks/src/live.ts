// src/live.ts
import { djangoToken, gatewaySocket } from 'rx-gateway-socket';
import { NEVER, of } from 'rxjs';

export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: { id: string; username: string; message: string };
}
interface Outbound {
  chat_message: { message: string };
}

/** The one connection of the page. It opens with the first subscription. */
export const live = gatewaySocket<Inbound, Outbound>({
  // In development the local gateway: see below. `import.meta.env` is Vite's.
  url: import.meta.env.DEV ? 'ws://127.0.0.1:3001' : 'wss://ws.example.com',
  token: djangoToken('/api/ws-token/'),
  channel: 'general',
  // Without a login the streams stay, and the status is `failed`. After the login: `live.reconnect()`.
  resumeOn: NEVER,
  // A server that renders the page connects to nothing.
  environment: typeof window === 'undefined' ? of('suspend') : undefined,
});
