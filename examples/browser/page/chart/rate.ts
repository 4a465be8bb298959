import { bufferTime, map, scan, type Observable } from 'rxjs';

/** So many messages a second, at that moment. */
export interface Sample {
  /** Epoch ms. */
  readonly at: number;
  readonly rate: number;
}

/** ms between two samples. */
const STEP = 250;
/** ms that a sample looks back on. */
const WINDOW = 1_000;

/** How many messages a second there were in the second before, four times a second. */
export function rateOf(messages$: Observable<unknown>): Observable<Sample> {
  return messages$.pipe(
    bufferTime(STEP),
    map(({ length }) => ({ at: Date.now(), length })),
    // A hidden tab's timers come late: what counts is how long a slot really was.
    scan((slots: readonly Slot[], slot) => [...slots.filter(({ at }) => at > slot.at - WINDOW), slot], []),
    map((slots) => {
      const [first, ...later] = slots;
      const last = later.at(-1);
      if (!first || !last) return { at: first?.at ?? 0, rate: 0 };
      const messages = later.reduce((sum, { length }) => sum + length, 0);
      return { at: last.at, rate: (messages * 1_000) / (last.at - first.at) };
    }),
  );
}

interface Slot {
  readonly at: number;
  readonly length: number;
}
