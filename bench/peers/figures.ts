/** What is measured of a contender. */
export type Task = 'inbound' | 'outbound' | 'queued';

/** What one run of one contender gave. */
export interface Figures {
  /** CPU time of the client's process for a message. */
  readonly microseconds: number;
  /** Bytes of heap at the highest that was seen. */
  readonly peakHeap: number;
  /** Messages that reached the streams while it was measured. */
  readonly received: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
