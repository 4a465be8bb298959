// live.ts
import { gatewaySocketToken } from 'rx-gateway-socket/angular';

interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: { username: string; message: string };
}
interface Outbound {
  chat_message: { message: string };
}

export const Live = gatewaySocketToken<Inbound, Outbound>('live');
