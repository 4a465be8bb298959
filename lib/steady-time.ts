import type { Host } from './host';

/** The wall clock was set, or the steady clock stood still, where they drift apart by more than this, in ms. */
const DRIFT = 1_000;

/**
 * A time that never runs backwards. It follows the host's steady clock, which nobody sets, and the wall clock where that
 * runs ahead, because a steady clock may stand still in a sleep. Without a steady clock it follows the wall clock forwards.
 */
export class SteadyTime {
  #elapsed = 0;
  #wall: number;
  #steady: number | undefined;
  /** How far the wall clock ran ahead of the steady clock, in ms. */
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

  /** A timer of the host ended: its delay is over, whatever the clocks show. */
  atLeast(time: number): void {
    if (this.now() < time) this.#add(time - this.#elapsed);
  }

  #add(ms: number): void {
    this.#elapsed += ms;
    this.#ahead = 0;
  }
}
