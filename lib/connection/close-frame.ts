import { must } from '../checks';
import { ConfigError } from '../errors';
import { utf8Length } from '../utf8-length';

/** What a close frame says (RFC 6455, section 5.5.1). */
export interface CloseFrame {
  readonly code: number;
  readonly reason: string;
}

/** How a connection is closed where nobody chose otherwise. */
export const normalClosure: CloseFrame = { code: 1_000, reason: '' };

/** A control frame has 125 bytes, two of them for the code. */
const REASON_BYTES = 123;

/** Throws a {@link ConfigError} for what `WebSocket.close()` would refuse. */
export function checkCloseFrame(frame: CloseFrame): CloseFrame {
  const { code, reason } = frame;
  const allowed = code === 1_000 || (Number.isInteger(code) && code >= 3_000 && code <= 4_999);
  must(allowed, 'code', '1000 or from 3000 to 4999', code);
  const bytes = typeof reason === 'string' ? utf8Length(reason) : NaN;
  if (bytes <= REASON_BYTES) return frame;
  const came = Number.isNaN(bytes) ? typeof reason : `${bytes} bytes`;
  throw new ConfigError('reason', `must be a string of at most ${REASON_BYTES} bytes; got ${came}.`);
}
