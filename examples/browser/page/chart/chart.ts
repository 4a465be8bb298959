import { combineLatest, map, scan, share, startWith } from 'rxjs';
import { the, write } from '../element';
import type { Live } from '../live';
import { marksOf } from './marks';
import { rateOf, type Sample } from './rate';
import { stripChart } from './strip-chart';

/** ms for which samples are kept: somewhat longer than the chart is wide. */
const KEPT = 50_000;

/** The messages a second, and a pen that draws them. */
export function showChart(live: Live): void {
  const rate$ = rateOf(live.messages$).pipe(share());
  rate$.subscribe(({ rate }) => write(the('rate'), String(Math.round(rate))));

  const samples$ = rate$.pipe(
    scan((samples: readonly Sample[], next) => [...samples.filter(({ at }) => at > next.at - KEPT), next], []),
    startWith([]),
  );
  const shown$ = combineLatest([samples$, marksOf(live)]).pipe(map(([samples, marks]) => ({ samples, marks })));
  stripChart(the('chart'), shown$).subscribe();
}
