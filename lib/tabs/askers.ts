import { isObject } from '../checks';
import { REQUEST_ID } from '../sending/encode';

/** The requests that wait for a reply: which tab asked. A frame that echoes the id of a request is its reply. */
export class Askers {
  readonly #all = new Map<string, string>();

  get any(): boolean {
    return this.#all.size > 0;
  }

  add(text: string, from: string): void {
    const id = idIn(text);
    if (id !== undefined) this.#all.set(id, from);
    // A request that is never answered is not remembered for ever.
    if (this.#all.size > MOST) for (const [first] of this.#all) return void this.#all.delete(first);
  }

  /** The tab whose request a frame answers. */
  of(data: unknown): string | undefined {
    const id = this.any ? idIn(data) : undefined;
    return id === undefined ? undefined : this.#all.get(id);
  }

  answered(data: unknown): void {
    this.#all.delete(idIn(data) ?? '');
  }
}

const MOST = 1_000;

function idIn(data: unknown): string | undefined {
  if (typeof data !== 'string' || !data.includes(REQUEST_ID)) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    const id = isObject(value) ? value[REQUEST_ID] : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
