// src/app/live.ts
import { gatewaySocketToken } from 'rx-gateway-socket/angular';

export interface ChatMessage {
  readonly id: string;
  readonly username: string;
  readonly message: string;
}
export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: ChatMessage;
  history: { messages: readonly ChatMessage[] };
}
export interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
}

export const Live = gatewaySocketToken<Inbound, Outbound>('live');
