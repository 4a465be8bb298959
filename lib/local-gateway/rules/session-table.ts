/** A row of the backend's own table of connections (`WebSocketSession` in the Django package). */
export interface Session {
  /** The id from the gateway's `$connect`. */
  readonly connectionId: string;
  /** `'default'` if the client named none. */
  readonly channel: string;
  /** The user whose session opened it. */
  readonly user: string;
  /** False after `$disconnect`, and after a send that got a 410: broadcasts skip such a row from then on. */
  readonly connected: boolean;
}

/**
 * The number of rows of ended connections that are kept. The package keeps them until `clearWebSocketSessions`. They
 * take no messages, but a second `$disconnect` of one is not a call for an unknown connection.
 */
const ENDED_ROWS_KEPT = 1_000;

/**
 * The backend's own table of connections. It is updated by `$connect` and `$disconnect`, never by the gateway itself,
 * so it can be wrong. A lost `$disconnect` leaves a stale row. A broadcast during an unanswered `$connect` marks the
 * connection as gone, although it opens afterwards: it is "deaf".
 */
export class SessionTable {
  readonly #rows = new Map<string, Session>();
  readonly #connected = new Map<string, Set<string>>();
  readonly #logins = new Map<string, string>();
  readonly #ended: string[] = [];

  /** Adds a row. Returns false if the id exists already, which is a 500 in the package. */
  add(connectionId: string, channel: string, user: string, login?: string): boolean {
    if (this.#rows.has(connectionId)) return false;
    if (login !== undefined) this.#logins.set(connectionId, login);
    this.#put({ connectionId, channel, user, connected: true });
    return true;
  }

  get(connectionId: string): Session | undefined {
    return this.#rows.get(connectionId);
  }

  /** Marks a row as gone. Returns false for an unknown id. A row is never marked as connected again. */
  markGone(connectionId: string): boolean {
    const row = this.#rows.get(connectionId);
    if (row === undefined) return false;
    if (row.connected) {
      this.#logins.delete(connectionId);
      this.#put({ ...row, connected: false });
      this.#ended.push(connectionId);
      if (this.#ended.length > ENDED_ROWS_KEPT) this.#rows.delete(this.#ended.shift() ?? '');
    }
    return true;
  }

  /** Marks all connections of a login as gone. */
  endLogin(login: string): void {
    for (const [connectionId, ofRow] of this.#logins) if (ofRow === login) this.markGone(connectionId);
  }

  changeChannel(connectionId: string, channel: string): void {
    const row = this.#rows.get(connectionId);
    if (row !== undefined) this.#put({ ...row, channel });
  }

  /** The connections that a broadcast is sent to: those of one channel, or all. */
  *connectedIn(channel?: string): Iterable<string> {
    if (channel !== undefined) {
      yield* this.#connected.get(channel) ?? [];
      return;
    }
    for (const ids of this.#connected.values()) yield* ids;
  }

  // Rows are indexed by channel: with a broadcast each millisecond, a search through all rows would be too slow.
  #put(row: Session): void {
    const before = this.#rows.get(row.connectionId);
    if (before !== undefined) {
      const ids = this.#connected.get(before.channel);
      ids?.delete(row.connectionId);
      if (ids?.size === 0) this.#connected.delete(before.channel);
    }
    this.#rows.set(row.connectionId, row);
    if (!row.connected) return;
    const ids = this.#connected.get(row.channel);
    if (ids === undefined) this.#connected.set(row.channel, new Set([row.connectionId]));
    else ids.add(row.connectionId);
  }
}
