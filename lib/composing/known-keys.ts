import { isNonEmpty } from '../checks';
import { ConfigError } from '../errors';
import { show } from '../show';
import { numbered } from '../text';

/** The keys of the messages that were emitted. A message with a known key is a duplicate. */
export class KnownKeys<Message> {
  /** Each known key, with the live message that had it. */
  readonly #known = new Map<string, Message | undefined>();
  #reported = false;

  /**
   * @param limit the maximum number of known keys
   * @param report called the first time that a key is wrong
   */
  constructor(
    private readonly key: (message: Message) => unknown,
    public limit: number,
    private readonly report: (error: ConfigError) => void,
  ) {}

  /**
   * Returns whether a message is not a duplicate, and remembers its key. Two messages of one source with equal keys
   * must have the same content. A message of the history may differ from the same message live.
   *
   * @param history the messages of the same history, by their keys; `undefined` for a live message
   */
  isNew(message: Message, history: Map<string, Message> | undefined): boolean {
    const key = this.#keyOf(message);
    // If the key is wrong, it is better to emit a message twice than to lose it.
    if (key === undefined) return true;
    const other = (history ?? this.#known).get(key);
    const differs = other !== undefined && !isSame(other, message);
    if (differs) this.#wrong(numbered`returned '${key}' for two different messages; both were emitted.`);
    const isNew = differs || !this.#known.has(key);
    history?.set(key, message);
    if (isNew || !history) this.#known.set(key, history ? undefined : message);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.limit) break;
      this.#known.delete(oldest);
    }
    return isNew;
  }

  clear(): void {
    this.#known.clear();
  }

  #keyOf(message: Message): string | undefined {
    try {
      const key = this.key(message);
      if (isNonEmpty(key) || Number.isFinite(key)) return String(key);
      this.#wrong(
        numbered`must return a non-empty text or a number; returned ${show(key)}. Such a message may be emitted twice.`,
      );
    } catch (cause) {
      this.#wrong(numbered`the function threw. Such a message may be emitted twice.`, cause);
    }
    return undefined;
  }

  #wrong(problem: string, cause?: unknown): void {
    if (!this.#reported) this.report(new ConfigError('caughtUp.key', problem, { cause }));
    this.#reported = true;
  }
}

/** Values without JSON, such as a bigint, are not compared: the equal keys decide. */
function isSame(one: unknown, other: unknown): boolean {
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return true;
  }
}
