export interface Inbound {
  toast: { level: 'success' | 'error'; message: string };
  chat_message: { username: string; message: string };
  '': { empty: true };
}

export interface Outbound {
  chat_message: { message: string; to?: string };
  fetch_history: {};
  page: { size?: number };
}

export interface Toast {
  readonly type: 'toast';
  level: 'success' | 'error';
  message: string;
}
export interface Chat {
  readonly type: 'chat_message';
  username: string;
  message: string;
}
export interface Empty {
  readonly type: '';
  empty: true;
}
