import type uPlot from 'uplot';
import type { Marks } from './marks';

/** Under the line, fading to nothing at the bottom. */
export function gradientOf({ ctx, bbox }: uPlot, color: string): CanvasGradient {
  const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height);
  gradient.addColorStop(0, withAlpha(color, 34));
  gradient.addColorStop(1, withAlpha(color, 0));
  return gradient;
}

/** Red paper for as long as nothing could arrive, with the seconds above it. */
export function drawGaps(plot: uPlot, gaps: Marks['gaps'], color: string): void {
  const { ctx, bbox } = plot;
  inside(plot, () => {
    for (const { from, to } of gaps) {
      const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
      const right = Math.min(bbox.left + bbox.width, to === undefined ? Infinity : plot.valToPos(to, 'x', true));
      if (right < left) continue;
      const width = Math.max(right - left, px(2));
      ctx.fillStyle = withAlpha(color, 22);
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = color;
      ctx.fillRect(left, bbox.top, width, px(2));
      if (to !== undefined) label(plot, `${((to - from) / 1_000).toFixed(1)} s`, left + width / 2, color);
    }
  });
}

/** A dashed line where a connection took over. */
export function drawRotations(plot: uPlot, rotations: Marks['rotations'], color: string): void {
  const { ctx, bbox } = plot;
  inside(plot, () => {
    ctx.strokeStyle = color;
    ctx.fillStyle = color;
    ctx.lineWidth = px(1.5);
    ctx.setLineDash([px(4), px(4)]);
    for (const at of rotations) {
      const x = plot.valToPos(at, 'x', true);
      if (x < bbox.left) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      diamond(ctx, x, bbox.top, px(5));
    }
  });
}

/** The tip of the pen. */
export function drawHead(plot: uPlot, color: string): void {
  const [times, heights] = plot.data;
  const height = heights?.at(-1);
  const at = times.at(-1);
  if (at === undefined || typeof height !== 'number') return;
  const { ctx } = plot;
  const x = Math.min(plot.valToPos(at, 'x', true), plot.bbox.left + plot.bbox.width);
  const y = plot.valToPos(height, 'y', true);
  for (const [radius, alpha] of [
    [8, 25],
    [3.5, 100],
  ] as const) {
    ctx.fillStyle = withAlpha(color, alpha);
    ctx.beginPath();
    ctx.arc(x, y, px(radius), 0, 2 * Math.PI);
    ctx.fill();
  }
}

function label({ ctx, bbox }: uPlot, text: string, x: number, color: string): void {
  ctx.fillStyle = color;
  ctx.font = `${px(11)}px ${getComputedStyle(document.documentElement).getPropertyValue('--mono')}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  ctx.fillText(text, x, bbox.top - px(4));
}

function diamond(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y - radius);
  ctx.lineTo(x + radius, y);
  ctx.lineTo(x, y + radius);
  ctx.lineTo(x - radius, y);
  ctx.fill();
}

/** Draws with the whole height, and no further left or right than the paper. */
function inside({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

/** The canvas is measured in the pixels of the screen. */
const px = (length: number): number => length * devicePixelRatio;

const withAlpha = (color: string, percent: number): string => `color-mix(in srgb, ${color} ${percent}%, transparent)`;
