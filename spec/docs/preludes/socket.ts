import type { GatewaySocket, TokenSource } from 'rx-gateway-socket';

/** The messages of the README's first block, with those that its later ones ask for. */
export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: ChatMessage;
  history: { room: string; messages: readonly ChatMessage[] };
  system: { level: string; message: string };
  task_progress: { task_id: string; percent: number };
  resource_updated: { resource: string; id: number; fetch_url: string };
  saved: { id: number };
  price: { symbol: string; value: number };
  refused: { symbol: string; reason: string };
}

export interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
  task: { task_id: string };
  save: Draft;
  watch: { symbol: string };
  unwatch: { symbol: string };
}

export interface ChatMessage {
  readonly id: number;
  readonly username: string;
  readonly message: string;
}

export interface Draft {
  readonly id: number;
  readonly text: string;
}

/** What the first block makes. */
export declare const socket: GatewaySocket<Inbound, Outbound>;
export declare const url: string;
export declare const token: TokenSource;
