/** A row of the backend's own table of connections (`WebSocketSession` in the Django package). */
export interface Session {
  /** As the gateway told it at `$connect`. */
  readonly connectionId: string;
  /** `'default'` where none was named. */
  readonly channel: string;
  /** Whose session opened it. */
  readonly user: string;
  /** False after `$disconnect`, and after any send that met a 410: broadcasts skip such a row from then on. */
  readonly connected: boolean;
}

/**
 * Rows of ended connections that are kept, as the package keeps them until `clearWebSocketSessions`: they take no messages,
 * but a second `$disconnect` of one is not that of an unknown connection.
 */
const ENDED_ROWS_KEPT = 1_000;

/**
 * What the backend believes about connections. It is told by `$connect` and `$disconnect`, never by the gateway itself,
 * so it can be wrong: a lost `$disconnect` leaves a stale row, and a broadcast that meets a connection whose `$connect` is
 * not answered yet marks it as gone for good although it then opens (the "deaf" connection).
 */
export class SessionTable {
  readonly #rows = new Map<string, Session>();
  readonly #connected = new Map<string, Set<string>>();
  readonly #logins = new Map<string, string>();
  readonly #ended: string[] = [];

  /** Adds a row; false when the id is taken, which is a 500 in the package. */
  add(connectionId: string, channel: string, user: string, login?: string): boolean {
    if (this.#rows.has(connectionId)) return false;
    if (login !== undefined) this.#logins.set(connectionId, login);
    this.#put({ connectionId, channel, user, connected: true });
    return true;
  }

  get(connectionId: string): Session | undefined {
    return this.#rows.get(connectionId);
  }

  /** Marks a row as gone; false for an unknown id. Nothing ever marks it as connected again. */
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

  /** Marks all that were opened under a login as gone. */
  endLogin(login: string): void {
    for (const [connectionId, ofRow] of this.#logins) if (ofRow === login) this.markGone(connectionId);
  }

  changeChannel(connectionId: string, channel: string): void {
    const row = this.#rows.get(connectionId);
    if (row !== undefined) this.#put({ ...row, channel });
  }

  /** The connections that a broadcast goes to: those of one channel, or all. */
  *connectedIn(channel?: string): Iterable<string> {
    if (channel !== undefined) {
      yield* this.#connected.get(channel) ?? [];
      return;
    }
    for (const ids of this.#connected.values()) yield* ids;
  }

  // Rows are indexed by channel, because a broadcast a millisecond must not walk every row.
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
