import { randomBytes } from 'node:crypto';

/** The form of a connection id and of a request id: 15 characters of URL-safe base64 and `=`. */
const OPAQUE_LENGTH = 15;

function opaqueId(): string {
  // 12 bytes are 16 characters of base64url. The last one is replaced by the "=" at the end of each captured id.
  return `${randomBytes(12).toString('base64url').slice(0, OPAQUE_LENGTH)}=`;
}

/** A connection id in the form of API Gateway, such as `L0SM9cOFvHcCIhw=`. */
export const newConnectionId = opaqueId;

/** A request id (`requestId`, `messageId`) of the same form. */
export const newRequestId = opaqueId;

const WELL_FORMED_CONNECTION_ID = /^[A-Za-z0-9_=-]{1,128}$/;

/** Whether a text could be a connection id; anything else is a 400 "Invalid connectionId". */
export function isWellFormedConnectionId(id: string): boolean {
  return WELL_FORMED_CONNECTION_ID.test(id);
}

/** An `X-Amzn-Trace-Id` in the format of X-Ray: `Root=1-<epoch seconds, hex>-<96 random bits, hex>`. */
export function newTraceId(now: number): string {
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}
