import type { IncomingMessage } from 'node:http';

/** The bytes of a long body that are read and discarded before its sender is cut off. */
const MOST_DISCARDED = 16 * 1024 * 1024;

/**
 * The body of a request, or `undefined` if it is longer than `limit` bytes. A longer one is read to its end but not
 * kept, because a sender that is still writing would miss the answer.
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
