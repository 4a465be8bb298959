import { scan, type OperatorFunction } from 'rxjs';
import type { Inbound } from './messages';

/** What became of the numbered readings of the backend. */
export interface Ledger {
  readonly received: number;
  /** Numbers that were there already. */
  readonly doubled: number;
  /** Numbers that never came. */
  readonly missed: number;
  /** The latest, and where. */
  readonly last?: Inbound['reading'];
}

const EMPTY: Ledger = { received: 0, doubled: 0, missed: 0 };

/** Keeps account of readings, which each room numbers for itself. */
export const accounted: OperatorFunction<Inbound['reading'], Ledger> = (readings$) =>
  readings$.pipe(scan(entered, EMPTY));

function entered({ received, doubled, missed, last }: Ledger, reading: Inbound['reading']): Ledger {
  const next = last?.room === reading.room ? last.n + 1 : reading.n;
  return {
    received: received + 1,
    doubled: doubled + (reading.n < next ? 1 : 0),
    missed: missed + Math.max(0, reading.n - next),
    last: last?.room === reading.room && reading.n < next ? last : reading,
  };
}
