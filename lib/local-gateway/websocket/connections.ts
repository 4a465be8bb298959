import type { ConnectionFacts } from '../backend/integration';
import type { OpenConnection } from './open-connection';

/** The connections of one gateway: those whose `$connect` is not answered yet, and the open ones. */
export class Connections {
  readonly #pending = new Set<string>();
  readonly #open = new Map<string, OpenConnection>();
  #whenEmpty: (() => void) | undefined;

  get pendingCount(): number {
    return this.#pending.size;
  }

  hold(connectionId: string): void {
    this.#pending.add(connectionId);
  }

  release(connectionId: string): void {
    this.#pending.delete(connectionId);
  }

  open(connection: OpenConnection): void {
    this.#open.set(connection.facts.connectionId, connection);
  }

  forget({ connectionId }: ConnectionFacts): void {
    this.#open.delete(connectionId);
    if (this.#open.size === 0) this.#whenEmpty?.();
  }

  /** The open connection with that id. One that is closing, or whose `$connect` is pending, is not returned. */
  find(connectionId: string): OpenConnection | undefined {
    const connection = this.#open.get(connectionId);
    return connection?.isOpen === true ? connection : undefined;
  }

  /** The connection with that id if it is open, or all open ones without an id. */
  chosen(connectionId: string | undefined): readonly OpenConnection[] {
    if (connectionId === undefined) return [...this.#open.values()].filter(({ isOpen }) => isOpen);
    const connection = this.find(connectionId);
    return connection === undefined ? [] : [connection];
  }

  /** Ends all connections, including closing ones. Resolves when the last one has ended. */
  async terminateAll(): Promise<void> {
    const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    for (const connection of this.#open.values()) connection.terminate();
    if (this.#open.size > 0) await empty;
  }
}
