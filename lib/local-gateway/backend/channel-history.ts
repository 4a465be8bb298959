import type { JsonObject } from '../rules/handler-selection';

/** The maximum number of messages of a channel. */
const LONGEST = 50;
/**
 * The maximum bytes of a channel, so that a whole history fits into one message of 128 KiB, however its JSON is
 * written.
 */
const MOST_BYTES_OF_CHANNEL = 80_000;
/** The maximum bytes of all channels together. */
const MOST_BYTES = 4_000_000;
/** The bytes of a channel in addition to its messages. */
const BYTES_OF_CHANNEL = 200;
/** The maximum nesting of a message that is kept: one that can be written alone may be too deep inside a history. */
const DEEPEST = 200;
/** The bytes of a character that JSON writes as `\uXXXX`. */
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
 * The last messages of each channel, limited by bytes. In a channel the oldest message is removed first, and of all
 * channels the one that was unused for the longest time.
 */
export class ChannelHistory {
  readonly #channels = new Map<string, Channel>();
  #bytes = 0;

  /** The bytes of everything that is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps a message, unless it is longer than the limit of a channel or nested too deep. Throws for values without
   * JSON.
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

/** The bytes of a JSON text that is written in ASCII only, as the Django package writes it. */
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
