import { ConfigError } from '../errors';
import { show } from '../show';

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
  if (!Number.isInteger(code) || (code !== 1_000 && !(code >= 3_000 && code <= 4_999))) {
    throw new ConfigError('code', `must be 1000 or from 3000 to 4999; got ${show(code)}.`);
  }
  const bytes = typeof reason === 'string' ? new TextEncoder().encode(reason).length : NaN;
  if (!(bytes <= REASON_BYTES)) {
    throw new ConfigError(
      'reason',
      `must be a string of at most ${REASON_BYTES} bytes; got ${Number.isNaN(bytes) ? typeof reason : `${bytes} bytes`}.`,
    );
  }
  return frame;
}
