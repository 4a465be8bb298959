/** A time in ms as people read it; what never came to pass is said to be so. */
export function seconds(time: number): string {
  if (!(time < Infinity)) return 'never';
  return `${time < 100_000 ? (time / 1_000).toFixed(1) : (time / 1_000).toFixed(0)} s`;
}

export function minutes(time: number): string {
  return time < Infinity ? `${(time / 60_000).toFixed(1)} min` : 'never';
}
