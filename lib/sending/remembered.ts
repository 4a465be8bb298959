import type { Outgoing } from './encode';

const MOST_MESSAGES = 200;

/** In UTF-16 units: twice as many bytes. */
const MOST_TEXT = 131_072;

/** The last messages that were sent on a connection before it was proven: 200, or 256 KiB, at most. */
export class Remembered {
  readonly #messages: (Outgoing & { readonly text: string })[] = [];
  #length = 0;

  get messages(): readonly Outgoing[] {
    return this.#messages;
  }

  add(item: Outgoing & { readonly text: string }): void {
    this.#messages.push(item);
    this.#length += item.text.length;
    while (this.#messages.length > MOST_MESSAGES || this.#length > MOST_TEXT)
      this.#length -= this.#messages.shift()?.text.length ?? this.#length;
  }
}
