/** What `live/live_view.py` sends. */
export interface Inbound {
  chat_message: ChatMessage;
  history: { room: string; messages: readonly ChatMessage[] };
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string; title?: string };
  task_progress: { task_id: string; percent: number; message: string };
  pong: {};
}

/** What it takes: a method of the view each. */
export interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
  toast: { level: string; message: string; title?: string };
  task_progress: { task_id: string; steps: number; every: number };
  ping: {};
}

export interface ChatMessage {
  readonly id: number;
  readonly username: string;
  readonly message: string;
}
