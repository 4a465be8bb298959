/** What the backend of this chat sends: the shapes of contract B9, as the local gateway's built-in backend has them. */
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
  readonly username: string;
  readonly message: string;
}
