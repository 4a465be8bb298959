import type { JsonObject } from '../rules/handler-selection';

/** Messages kept of a channel. */
const LONGEST = 50;
/** Bytes kept of a channel, so that a whole history goes out as one message of 128 KiB, whichever way JSON is written. */
const MOST_BYTES_OF_CHANNEL = 80_000;
/** Bytes kept of all channels together. */
const MOST_BYTES = 4_000_000;
/** What a channel takes beside its messages. */
const BYTES_OF_CHANNEL = 200;
/** How deep a message may be nested that is kept: one that can be written by itself may be too deep in a history. */
const DEEPEST = 200;
/** What a character takes that JSON writes as `\uXXXX`. */
const ESCAPED = 6;

interface Entry {
  readonly message: JsonObject;
  readonly bytes: number;
}

interface Channel {
  readonly entries: Entry[];
  bytes: number;
}

/**
 * The last messages of each channel, bounded by bytes: of one channel the oldest message goes first, of all the channel
 * that was unused for longest.
 */
export class ChannelHistory {
  readonly #channels = new Map<string, Channel>();
  #bytes = 0;

  /** What is kept, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps a message. One that is longer than all that a channel may have, or nested too deep, is not kept. Throws for what
   * has no JSON.
   */
  add(name: string, message: JsonObject): void {
    const json = JSON.stringify(message);
    const bytes = escapedLength(json);
    if (bytes > MOST_BYTES_OF_CHANNEL || nesting(json) > DEEPEST) return;
    const channel = this.#channels.get(name) ?? { entries: [], bytes: BYTES_OF_CHANNEL };
    this.#forget(name);
    channel.entries.push({ message, bytes });
    channel.bytes += bytes;
    while (channel.entries.length > LONGEST || channel.bytes > MOST_BYTES_OF_CHANNEL + BYTES_OF_CHANNEL) {
      channel.bytes -= channel.entries.shift()?.bytes ?? 0;
    }
    this.#channels.set(name, channel);
    this.#bytes += channel.bytes;
    while (this.#bytes > MOST_BYTES) this.#forget(this.#channels.keys().next().value ?? '');
  }

  /** Oldest first. */
  of(name: string): readonly JsonObject[] {
    return this.#channels.get(name)?.entries.map(({ message }) => message) ?? [];
  }

  #forget(name: string): void {
    this.#bytes -= this.#channels.get(name)?.bytes ?? 0;
    this.#channels.delete(name);
  }
}

/** Bytes of a JSON text that is written in ASCII alone, as the Django package writes it. */
function escapedLength(json: string): number {
  const others = json.match(/[^\x20-\x7e]/g)?.length ?? 0;
  return json.length + others * (ESCAPED - 1);
}

/** About how deep a JSON text is nested: brackets in its strings are counted too. */
function nesting(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of json) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
