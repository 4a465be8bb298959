import { animationFrames, combineLatest, ignoreElements, map, Observable, of, tap, throttleTime, using } from 'rxjs';
import uPlot from 'uplot';
import type { Marks } from './marks';
import { drawGaps, drawHead, drawRotations, gradientOf } from './pen';
import type { Sample } from './rate';

/** What the chart has to draw. */
export interface Shown {
  readonly samples: readonly Sample[];
  readonly marks: Marks;
}

/** ms from the left edge to the right. */
const WIDTH = 45_000;
/** ms that the right edge is behind, so that the line reaches it: the time between two samples. */
const LAG = 250;
/** ms between two frames; the paper moves a pixel in about as long. */
const FRAME = 40;

/** A chart in that element for as long as this is subscribed. It moves by itself, unless the user wants no motion. */
export function stripChart(host: HTMLElement, shown$: Observable<Shown>): Observable<never> {
  return using(
    () => plotIn(host),
    (plot) => {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const frames$ = still ? of(undefined) : animationFrames().pipe(throttleTime(FRAME));
      return combineLatest([shown$, frames$]).pipe(
        map(([shown]) => shown),
        // `using` hands on what the line above it made.
        tap((shown) => (plot as Plot).draw(shown)),
        ignoreElements(),
      );
    },
  );
}

interface Plot {
  draw(shown: Shown): void;
  unsubscribe(): void;
}

function plotIn(host: HTMLElement): Plot {
  let marks: Marks = { gaps: [], rotations: [] };
  const color = (name: string) => getComputedStyle(host).getPropertyValue(`--${name}`);
  const colors = { trace: color('trace'), gap: color('gap'), rotation: color('rotation') };
  const axis = { stroke: color('faint'), font: `11px ${color('mono')}`, ticks: { show: false } };
  const grid = { stroke: color('grid'), width: 1 };
  const sizeOf = () => ({ width: host.clientWidth, height: host.clientHeight });

  const plot = new uPlot(
    {
      ...sizeOf(),
      padding: [18, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false },
        y: { range: (_plot, _min, max) => [0, Math.max(80, Math.ceil((max || 0) / 20) * 20 + 10)] },
      },
      axes: [
        {
          ...axis,
          size: 30,
          grid: { show: false },
          splits: ({ scales }) => [45, 30, 15, 0].map((ago) => (scales.x?.max ?? 0) - ago * 1_000),
          values: () => ['', '−30 s', '−15 s', 'now'],
        },
        { ...axis, size: 38, gap: 8, grid, splits: ({ scales }) => quartersOf(scales.y?.max ?? 0) },
      ],
      series: [
        {},
        {
          stroke: colors.trace,
          width: 2,
          fill: (drawn) => gradientOf(drawn, colors.trace),
          points: { show: false },
          ...(uPlot.paths.spline && { paths: uPlot.paths.spline() }),
        },
      ],
      hooks: {
        drawAxes: [(drawn) => drawGaps(drawn, marks.gaps, colors.gap)],
        draw: [
          (drawn) => {
            drawRotations(drawn, marks.rotations, colors.rotation);
            drawHead(drawn, colors.trace);
          },
        ],
      },
    },
    [[], []],
    host,
  );
  const resizing = new ResizeObserver(() => plot.setSize(sizeOf()));
  resizing.observe(host);

  return {
    draw(shown) {
      marks = shown.marks;
      const max = Date.now() - LAG;
      plot.setData([shown.samples.map(({ at }) => at), shown.samples.map((sample) => heightOf(sample, marks))], false);
      plot.setScale('x', { min: max - WIDTH, max });
    },
    unsubscribe() {
      resizing.disconnect();
      plot.destroy();
    },
  };
}

/** The pen is lifted where nothing could arrive. */
function heightOf({ at, rate }: Sample, { gaps }: Marks): number | null {
  return gaps.some(({ from, to = Infinity }) => at > from && at <= to) ? null : rate;
}

function quartersOf(max: number): number[] {
  const step = max > 160 ? 80 : max > 80 ? 40 : 20;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
}
