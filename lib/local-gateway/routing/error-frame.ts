import { newRequestId } from '../identifiers';

/** The frames that API Gateway itself sends for a failed message. */
export type ErrorFrameKind = 'internal-server-error' | 'forbidden' | 'bad-request-body' | 'endpoint-request-timed-out';

export interface ErrorFrame {
  readonly message: string;
  readonly text: string;
}

/**
 * An error frame, with each character as captured: a space after the first colon and none after the others. The frame
 * of a failed request model has its documented form, with spaces throughout and a `messageId`.
 */
export function errorFrame(kind: ErrorFrameKind, connectionId: string): ErrorFrame {
  const id = newRequestId();
  switch (kind) {
    case 'internal-server-error':
      return requestFrame('Internal server error', connectionId, id);
    case 'endpoint-request-timed-out':
      return requestFrame('Endpoint request timed out', connectionId, id);
    case 'forbidden':
      return requestFrame('Forbidden', connectionId, id);
    case 'bad-request-body':
      return {
        message: 'Bad request body',
        text: `{"message" : "Bad request body", "connectionId": "${connectionId}", "messageId": "${id}"}`,
      };
  }
}

function requestFrame(message: string, connectionId: string, requestId: string): ErrorFrame {
  return { message, text: `{"message": "${message}", "connectionId":"${connectionId}", "requestId":"${requestId}"}` };
}
