import { distinctUntilChanged, filter, map, merge, scan, skipWhile, startWith, type Observable } from 'rxjs';
import type { Live } from '../live';

/** What is marked in the chart; times are epoch ms. */
export interface Marks {
  /** When nothing could arrive; the last one may go on. */
  readonly gaps: readonly { readonly from: number; readonly to?: number }[];
  /** When a connection took over from an open one. */
  readonly rotations: readonly number[];
}

type Change = (marks: Marks) => Marks;

/** ms for which a mark is kept: longer than the chart is wide. */
const KEPT = 120_000;

/** The gaps and rotations of the last minutes, with each change. */
export function marksOf(live: Live): Observable<Marks> {
  // A rotation stays `open`, so whatever is not is a gap.
  const gaps$ = live.status$.pipe(
    map(({ state }) => state === 'open'),
    skipWhile((isOpen) => !isOpen),
    distinctUntilChanged(),
    map((isOpen): Change => {
      const at = Date.now();
      return ({ gaps, rotations }) => ({
        gaps: isOpen
          ? gaps.map((gap) => ({ to: at, ...gap }))
          : [...gaps.filter(({ from }) => from > at - KEPT), { from: at }],
        rotations,
      });
    }),
  );
  const rotations$ = live.opened$.pipe(
    filter(({ rotated }) => rotated),
    map((): Change => {
      const at = Date.now();
      return ({ gaps, rotations }) => ({ gaps, rotations: [...rotations.filter((other) => other > at - KEPT), at] });
    }),
  );
  const none: Marks = { gaps: [], rotations: [] };
  return merge(gaps$, rotations$).pipe(
    scan((marks, change) => change(marks), none),
    startWith(none),
  );
}
