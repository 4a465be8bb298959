import { isObject } from '../checks';
import type { Clock } from '../clock';
import type { AwaitedReplies } from '../connection/incoming';
import type { Link } from '../connection/link';
import { REQUEST_ID } from '../sending/encode';

/** The maximum number of requests that are remembered, since some may never be answered. */
const CAPACITY = 1_000;

/** The longest wait for replies on a connection that will be closed, in ms. */
const REPLY_TIME = 10_000;

/** The requests that wait for a reply, with their tabs. A frame that echoes the id of a request is its reply. */
export class OpenRequests implements AwaitedReplies {
  readonly #all = new Map<unknown, string>();

  constructor(private readonly clock: Clock) {}

  add(text: string, from: string): void {
    const id = idIn(text);
    if (id !== undefined) this.#all.set(id, from);
    if (this.#all.size > CAPACITY) this.#all.delete(this.#all.keys().next().value);
  }

  /** The tab whose request a frame answers. */
  of(data: unknown): string | undefined {
    return this.#all.size > 0 ? this.#all.get(idIn(data)) : undefined;
  }

  answered(data: unknown): void {
    this.#all.delete(idIn(data));
  }

  whenAnswered(_link: Link, answered: () => void): () => void {
    const task = this.clock.after(this.#all.size > 0 ? REPLY_TIME : 0, this, answered);
    return () => this.clock.cancel(task);
  }
}

function idIn(data: unknown): unknown {
  if (typeof data !== 'string' || !data.includes(REQUEST_ID)) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value[REQUEST_ID] : undefined;
  } catch {
    return undefined;
  }
}
