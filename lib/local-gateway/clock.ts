/**
 * Returns the current time in epoch ms. The rules that count in seconds (token age, attempts per minute) use it instead
 * of `Date.now`. A test can then run an hour of them in a moment.
 */
export type Clock = () => number;
