/** What the backend sends. */
export interface Inbound {
  /** The traffic in the chart: each room has its own, numbered. */
  reading: { room: string; n: number };
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
