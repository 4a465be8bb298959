/** What the backend of this chat sends, as the local gateway's built-in backend does. */
export interface Inbound {
  chat_message: ChatMessage;
  history: { room: string; messages: readonly ChatMessage[] };
}

/** What a client of it sends. */
export interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
}

export interface ChatMessage {
  readonly id: string;
  readonly username: string;
  readonly message: string;
}
