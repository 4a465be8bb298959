/**
 * What the time is, in epoch ms. The rules that count in seconds (token age, attempts per minute) ask this instead of
 * `Date.now`, so that a test runs an hour of them in a moment.
 */
export type Clock = () => number;
