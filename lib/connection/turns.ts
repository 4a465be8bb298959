import type { Clock } from '../clock';

/** One round of the wall clock, in ms: a turn, and a silence that is longer than the 60 s for which the backend counts. */
const ROUND = 95_000;

/** The first part of each round, in ms: attempts are made in it alone. */
const TURN = 30_000;

/** Turns are taken from this refusal in a row on. */
const FIRST = 4;

/** So many rounds are taken one after another. */
const EACH = 8;

/** Then each further one is so many times rarer, … */
const RARER = 1.3;

/** … up to one in so many rounds. */
const RAREST = 8;

/** Whether a client that was refused so many times in a row takes turns. */
export function takesTurns(refusals: number, whenRefused: 'take-turns' | 'back-off'): boolean {
  return whenRefused === 'take-turns' && refusals >= FIRST;
}

/**
 * How long it is to the next turn of a client, in ms: a later one than that which may be now, at a random moment of it.
 *
 * @param at epoch ms
 * @param refusals how often the client was refused in a row
 * @param chance from 0 (included) to 1 (excluded)
 */
export function untilTurn(at: number, refusals: number, chance: number): number {
  const rounds = Math.min(RARER ** Math.max(0, refusals - FIRST - EACH + 1), RAREST);
  const place = chance * rounds;
  const skipped = Math.floor(place);
  return (1 + skipped) * ROUND - phase(at) + Math.floor((place - skipped) * TURN);
}

/** A wait that ends in a turn, made so many rounds longer that it is at least `least`. */
export function turnAfter(least: number, wait: number): number {
  return wait + ROUND * Math.max(0, Math.ceil((least - wait) / ROUND));
}

/** How far into its round a moment is, in ms. */
function phase(at: number): number {
  return ((at % ROUND) + ROUND) % ROUND;
}

/** When the next turn of a client is. */
export class Turns {
  /** What {@link Clock.now} lacks to the server's time, in ms, once an answer has shown that. */
  #ahead: number | undefined;
  /** In ms of the clock. */
  #next = 0;
  #cut = false;

  constructor(private readonly clock: Clock) {}

  /** An answer of the token endpoint shows the server's time, in epoch ms; `undefined` where it does not. */
  dated(date: number | undefined): void {
    // An error may be of the application's own making.
    if (Number.isSafeInteger(date)) this.#ahead = Number(date) - this.clock.now();
  }

  /** The time that the rounds go by: the server's where it is known, else that of this machine. */
  get time(): number {
    return this.#ahead === undefined ? this.clock.wall() : this.#ahead + this.clock.now();
  }

  /** The next turn is in so many ms. */
  wait(delay: number): void {
    this.#next = this.clock.now() + delay;
  }

  /** How long it still is, in ms. */
  left(): number {
    const { clock, time } = this;
    const now = clock.now();
    if (this.#cut) return 0;
    // The timers of a hidden tab come late, and after a sleep: that turn may be over. The wall clock may have been set.
    if (now >= this.#next && phase(time) >= TURN) this.#next = now + untilTurn(time, FIRST, clock.host.random());
    return Math.max(0, this.#next - now);
  }

  /** The next attempt is made without waiting for a turn. */
  cut(): void {
    this.#cut = true;
  }

  /** An attempt is made, or ended. */
  ended(): void {
    this.#cut = false;
  }
}
