import { gatewaySocketToken } from 'rx-gateway-socket/angular';

/** What the backend sends: the shapes of the local gateway's built-in backend. */
export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: ChatMessage;
  history: { room: string; messages: readonly ChatMessage[] };
  task_progress: { task_id: string; percent: number; message: string };
}

/** What the page sends. */
export interface Outbound {
  toast: Inbound['toast'];
  chat_message: { message: string };
  fetch_history: {};
  task: { task_id: string; steps: number; every: number };
}

export interface ChatMessage {
  readonly id: string;
  readonly username: string;
  readonly message: string;
}

/** The one connection of this application: services inject it, and share it. */
export const Live = gatewaySocketToken<Inbound, Outbound>('live');
