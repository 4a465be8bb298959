import { ConnectionError, type ConnectionErrorKind } from '../errors';
import { printable } from '../foreign-error';
import { detail, numbered } from '../text';
import { withoutSecret } from './close-frame';
import type { Link } from './link';

/** The part of a close event that an ending needs. */
export interface CloseEventLike extends Pick<CloseEvent, 'code' | 'wasClean'> {
  /** A string, if the host has one. */
  readonly reason?: unknown;
}

/** The ending without a close frame (RFC 6455, section 7.1.5). */
const NO_CLOSE_FRAME = { code: 1_006, reason: '', wasClean: false };

/**
 * The ending of an attempt or a connection, from the data of the host.
 *
 * @param token the token of the connection: a server may quote it in the reason
 */
export function endingOf(
  kind: ConnectionErrorKind,
  { code: given, reason: words, wasClean }: CloseEventLike = NO_CLOSE_FRAME,
  uptime: number,
  token?: string,
): ConnectionError {
  // Some hosts use 0, and a WebSocket class of the application may leave it out.
  const code = given || NO_CLOSE_FRAME.code;
  const reason = typeof words === 'string' ? withoutSecret(words, token) : '';
  const shown = detail`code ${code}${reason === '' ? '' : detail` "${printable(reason)}"`}`;
  const happened = {
    refused: numbered`the connection was refused (${shown}).`,
    timeout: numbered`the connection did not open within openTimeout.`,
    lost: numbered`the connection was lost after ${uptime} ms (${shown}).`,
    unresponsive: numbered`the connection did not answer after ${uptime} ms.`,
  }[kind];
  return new ConnectionError(kind, happened, { code, reason, wasClean, uptime });
}

/** The ending of an open connection that this side closed. */
export function closedHere(link: Link, why: string): ConnectionError {
  return new ConnectionError('lost', why, { code: 1_000, reason: '', wasClean: true, uptime: link.uptime });
}

/** The ending of a connection that did not answer a keep-alive. */
export function unanswered(link: Link, timeout: number): ConnectionError {
  const problem = numbered`nothing answered a keep-alive within ${timeout} ms (keepAlive.timeout).`;
  return new ConnectionError('unresponsive', problem, { ...NO_CLOSE_FRAME, uptime: link.uptime });
}

/**
 * The ending of a connection that received nothing while the older one received frames. It proved nothing, however long
 * it was open, so its uptime counts as 0: the next attempt comes later each time.
 */
export function deafEnding(): ConnectionError {
  const problem = numbered`the connection received nothing of what the older connection received.`;
  return new ConnectionError('unresponsive', problem, { code: 1_000, reason: '', wasClean: true, uptime: 0 });
}
