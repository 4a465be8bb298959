import type { Socket } from 'node:net';

/** The bytes of a frame's header up to the end of its length: two, and eight of an extended length (RFC 6455, 5.2). */
const LONGEST_HEADER = 10;
const MASK_BYTES = 4;

/**
 * Watches the frames of a client, and reports the first one that is longer than `limit` bytes. `ws` limits whole
 * messages only, and API Gateway limits frames as well. So this reads the frame headers: it keeps no payload, only the
 * position of the next header.
 */
export function watchFrames(stream: Socket, limit: number, tooLong: () => void): void {
  const header = Buffer.alloc(LONGEST_HEADER);
  let have = 0;
  let skip = 0;

  stream.prependListener('data', watch);

  function watch(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at);
        skip -= step;
        at += step;
        continue;
      }
      header[have] = chunk[at] ?? 0;
      have += 1;
      at += 1;
      if (have < headerLength(header, have)) continue;
      const length = payloadLength(header);
      if (length > limit) {
        stream.off('data', watch);
        tooLong();
        return;
      }
      have = 0;
      skip = length + MASK_BYTES;
    }
  }
}

function headerLength(header: Buffer, have: number): number {
  if (have < 2) return 2;
  const short = header.readUInt8(1) & 0x7f;
  if (short === 126) return 4;
  return short === 127 ? LONGEST_HEADER : 2;
}

function payloadLength(header: Buffer): number {
  const short = header.readUInt8(1) & 0x7f;
  if (short === 126) return header.readUInt16BE(2);
  return short === 127 ? Number(header.readBigUInt64BE(2)) : short;
}
