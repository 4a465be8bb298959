import type { IncomingMessage } from 'node:http';

/** What is read and thrown away of a body that is too long, before its sender is cut off. */
const MOST_DISCARDED = 16 * 1024 * 1024;

/**
 * A request's body, or `undefined` if it is longer than `limit` bytes. A longer one is read to its end but not kept,
 * because a sender that is still writing would miss the answer.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    // A request without an encoding yields Buffers.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length <= limit) chunks.push(bytes);
    else if (length > MOST_DISCARDED) {
      request.destroy();
      break;
    }
  }
  return length > limit ? undefined : Buffer.concat(chunks);
}
