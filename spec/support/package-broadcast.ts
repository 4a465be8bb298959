/** A connection as the backend's table of sessions has it. */
export interface Session {
  /** Its `$connect` has made the row, and no `$disconnect` came. */
  readonly registered: boolean;
  /** When its 101 goes out, which ends `$connect`: a post before that gets a 410. */
  readonly answeredAt: number;
  /** The package took a 410 for its end: it receives no further broadcast. */
  readonly marked: boolean;
}

/** How a broadcast goes about its posts. */
export interface Posting<S extends Session> {
  /** When the post to the next recipient is made. */
  readonly postAt: () => number;
  readonly post: (session: S, at: number) => void;
  /** The post to a connection got a 410. */
  readonly refused?: (session: S) => void;
  /** The broadcast is over, and a connection whose post got a 410 is marked as gone. */
  readonly mark: (session: S) => void;
  /** When the slowest post of all, to whichever connection, is done. */
  readonly endsAt: number;
  readonly at: (moment: number, work: () => void) => void;
}

/**
 * One broadcast as the Django package makes it: the recipients are read at its start, and the connections whose post
 * got a 410 are marked as gone at its end, although they may be open by then. A broadcast whose recipients were read
 * before still arrives on them.
 */
export function packageBroadcast<S extends Session>(sessions: Iterable<S>, posting: Posting<S>): void {
  const gone: S[] = [];
  let end = posting.endsAt;
  for (const session of sessions) {
    if (!session.registered || session.marked) continue;
    const at = posting.postAt();
    end = Math.max(end, at);
    if (at >= session.answeredAt) {
      posting.post(session, at);
      continue;
    }
    posting.refused?.(session);
    gone.push(session);
  }
  if (gone.length === 0) return;
  posting.at(end, () => {
    for (const session of gone) posting.mark(session);
  });
}
