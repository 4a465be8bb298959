/** Readings a second at a moment, between 20 and 70: two waves, so that the line in the chart has a shape. */
export function perSecond(seconds: number): number {
  return 45 + 18 * Math.sin(seconds / 4) + 7 * Math.sin(seconds / 1.3);
}
