/** What the demo's backend sends. */
export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: { username: string; message: string };
  task_progress: { task_id: string; percent: number; message: string };
}

/** What the demo's clients send. */
export interface Outbound {
  toast: { level: Inbound['toast']['level']; message: string };
  chat_message: { message: string };
}
