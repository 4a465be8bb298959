/** What is measured of a contender. */
export type Task = 'inbound' | 'outbound' | 'queued';

/** What one run of one contender gave. */
export interface Figures {
  /** CPU time of the client's process for a message, for each part of the run. */
  readonly microseconds: readonly number[];
  /** Bytes of heap at the highest that was seen. */
  readonly peakHeap: number;
}

/** What an idle connection weighs. */
export interface Weight {
  /** Bytes of heap for each connection. */
  readonly heap: number;
  /** Pending timers for each connection. */
  readonly timers: number;
}

export interface Overhead {
  /** ms from the end of a connection to the next open one. */
  readonly reconnect: number;
  /** ms that a bare socket takes to open. */
  readonly handshake: number;
}
