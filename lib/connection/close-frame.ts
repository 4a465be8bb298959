import { must } from '../checks';
import { ConfigError } from '../errors';
import { detail, numbered } from '../text';
import { utf8Length } from '../utf8-length';

/** The content of a close frame (RFC 6455, section 5.5.1). */
export interface CloseFrame {
  readonly code: number;
  readonly reason: string;
}

/** How a connection is closed by default. */
export const normalClosure: CloseFrame = { code: 1_000, reason: '' };

/** A control frame has 125 bytes, two of them for the code. */
const REASON_BYTES = 123;

/** Throws a {@link ConfigError} for a close frame that `WebSocket.close()` would refuse. */
export function checkCloseFrame(frame: CloseFrame): CloseFrame {
  const { code, reason } = frame;
  const allowed = code === 1_000 || (Number.isInteger(code) && code >= 3_000 && code <= 4_999);
  must(allowed, 'code', detail`1000 or from 3000 to 4999`, code);
  const bytes = typeof reason === 'string' ? utf8Length(reason) : NaN;
  if (bytes <= REASON_BYTES) return frame;
  const came = Number.isNaN(bytes) ? typeof reason : detail`${bytes} bytes`;
  throw new ConfigError('reason', numbered`must be a string of at most ${REASON_BYTES} bytes; got ${came}.`);
}

/** A shorter part of a token is not a secret, and may occur in ordinary words. */
const SECRET_LENGTH = 8;

/**
 * The reason of a close frame without the token of its connection: a server that quotes the URL in the reason would put
 * the token into every log. The text before the token is kept. A reason is too short for a long token, so a part of the
 * token is removed as well.
 */
export function withoutSecret(reason: string, token: string | undefined): string {
  if (token === undefined || token === '' || reason === '') return reason;
  const at = Math.min(...[token, encodeURIComponent(token)].map((secret) => indexOfPart(reason, secret)));
  if (at < Infinity) return `${reason.slice(0, at)}…`;
  // The token may be split over lines, or have other characters between its parts.
  return indexOfPart(squeezed(reason), squeezed(token)) < Infinity ? '…' : reason;
}

/** The index of a part of a secret in a text; `Infinity` if there is none. */
function indexOfPart(text: string, secret: string): number {
  const length = Math.min(SECRET_LENGTH, secret.length);
  for (let at = 0; length > 0 && at + length <= text.length; at += 1) {
    if (secret.includes(text.slice(at, at + length))) return at;
  }
  return Infinity;
}

function squeezed(text: string): string {
  return text.replace(/[^a-z\d]/gi, '');
}
