import { numbered } from '../text';

/** The older connection received broadcasts, and the newer one none of them. */
export const RECEIVED_NOTHING = numbered`A new connection received nothing of what the older one received, and was dropped: the backend had marked it as gone, because a broadcast was sent to it before its handshake was complete. Another connection is opened.`;

/** The hint for a connection on which no ping was ever answered. */
export function neverAnswered(name: string, reply: string): string {
  return numbered`No keep-alive of this connection was answered. Does the backend answer '${name}' with a message of type '${reply}'? If it does, the backend had marked the connection as gone, because a broadcast was sent to it before its handshake was complete.`;
}

/** This many deaf connections in a row are not a coincidence. */
const MANY = 3;

const ONE_FOR_EACH_USER = numbered`It is not the first one in a row: the backend may keep one connection for each user, and ignore the newer of two. Let it store, address and delete by connection id, or set rotation: false.`;

/**
 * The hint of a `deaf` fault.
 *
 * @param found how it was found
 * @param inARow how many new connections in a row were deaf, this one included
 */
export function deafHint(found: string, inARow: number): string {
  return inARow < MANY ? found : `${found} ${ONE_FOR_EACH_USER}`;
}
