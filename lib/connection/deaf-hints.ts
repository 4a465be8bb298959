/** The older connection received broadcasts, and the newer one none of them. */
export const RECEIVED_NOTHING =
  'A new connection received nothing of what the older one received, and was dropped: the backend had marked it as gone, ' +
  'because a broadcast was sent to it before its handshake was complete. Another connection is opened.';

/** No ping of a connection was ever answered. */
export function neverAnswered(name: string, reply: string): string {
  return (
    `No keep-alive of this connection was answered. Does the backend answer '${name}' with a message of type '${reply}'? ` +
    'If it does, the backend had marked the connection as gone, because a broadcast was sent to it before its handshake ' +
    'was complete.'
  );
}
