/** One kind of rotation: what the network, the backend and the application do around it. Times in ms, rates a second. */
export interface Scenario {
  /** From the creation of a socket to its `open`. */
  readonly handshake: number;
  readonly broadcasts: number;
  /** The posts of one broadcast are spread over so long: a copy on one connection may come so much later. */
  readonly spread: number;
  readonly sends: number;
  /** What a handled send is answered with. */
  readonly replies: 'equal' | 'distinct' | 'none';
  /** How many replies a send has, `STREAM_GAP` apart. */
  readonly stream: number;
  readonly overlap: number;
  /** The client has a `keepAlive` with a reply. */
  readonly ping: boolean;
  /**
   * The connection that is replaced: it stays; it is lost at a moment between the start of the rotation and its end; the
   * machine sleeps, and the connection is dead afterwards without a close event, or alive.
   */
  readonly old: 'ok' | 'dies' | 'zombie' | 'slept';
  /** The first connection that replaces it. */
  readonly next: 'ok' | 'dies';
  /** A backend of before 4.1.0: what a connection sends is handled although it is marked as gone. */
  readonly legacy: boolean;
}

/** ms between the replies of a stream. */
export const STREAM_GAP = 500;

export const usual: Scenario = {
  handshake: 300,
  broadcasts: 1,
  spread: 300,
  sends: 1,
  replies: 'equal',
  stream: 1,
  overlap: 10_000,
  ping: false,
  old: 'ok',
  next: 'ok',
  legacy: false,
};

/** A scenario in a few words, for a table or a failure. */
export function nameOf(scenario: Scenario): string {
  const { handshake, broadcasts, spread, sends, replies, stream, overlap, ping, old, next, legacy } = scenario;
  return [
    `handshake ${handshake}`,
    `${Number(broadcasts.toFixed(3))} broadcasts/s over ${spread}`,
    `${sends} sends/s`,
    stream > 1 ? `${stream} replies each` : `replies ${replies}`,
    ...(overlap === usual.overlap ? [] : [`overlap ${overlap}`]),
    ...(ping ? ['ping'] : []),
    ...(old === 'ok' ? [] : [`old ${old}`]),
    ...(next === 'ok' ? [] : [`new ${next}`]),
    ...(legacy ? ['older package'] : []),
  ].join(', ');
}
