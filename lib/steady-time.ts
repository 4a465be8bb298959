import type { Host } from './host';

/** If the clocks drift apart by more than this, in ms, the wall clock was set or the steady clock stood still. */
const DRIFT = 1_000;

/**
 * A time that never runs backwards. It follows the host's steady clock, which is never set. A steady clock may stand
 * still during a sleep, so it follows the wall clock where that is ahead. Without a steady clock it follows the wall
 * clock, but only forwards.
 */
export class SteadyTime {
  #elapsed = 0;
  #wall: number;
  #steady: number | undefined;
  /** How far the wall clock is ahead of the steady clock, in ms. */
  #ahead = 0;

  constructor(private readonly host: Host) {
    this.#wall = host.scheduler.now();
    this.#steady = host.steady?.();
  }

  /** In ms from the start. */
  now(): number {
    const wall = this.host.scheduler.now();
    const steady = this.host.steady?.();
    const shown = wall - this.#wall;
    const passed = Math.max(0, steady === undefined || this.#steady === undefined ? shown : steady - this.#steady);
    this.#wall = wall;
    this.#steady = steady;
    this.#elapsed += passed;
    this.#ahead += shown - passed;
    if (Math.abs(this.#ahead) > DRIFT) this.#add(Math.max(0, this.#ahead));
    return this.#elapsed;
  }

  /** Called when a timer of the host has fired: its delay is over, whatever the clocks show. */
  atLeast(time: number): void {
    if (this.now() < time) this.#add(time - this.#elapsed);
  }

  #add(ms: number): void {
    this.#elapsed += ms;
    this.#ahead = 0;
  }
}
