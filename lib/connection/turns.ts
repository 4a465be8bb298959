import type { Clock } from '../clock';

/**
 * One round of the wall clock, in ms: a turn, and a silence that is longer than the 60 s for which the backend counts.
 */
const ROUND = 95_000;

/** The first part of each round, in ms: attempts are made only in it. */
const TURN = 30_000;

/** Turns are taken from this refusal in a row on. */
const FIRST = 4;

/** This many rounds are taken one after another. */
const EACH = 8;

/** After them each further round is this many times rarer, … */
const RARER = 1.3;

/** … down to one in this many rounds. */
const RAREST = 8;

/** Whether a client that was refused so many times in a row takes turns. */
export function takesTurns(refusals: number, whenRefused: 'take-turns' | 'back-off'): boolean {
  return whenRefused === 'take-turns' && refusals >= FIRST;
}

/**
 * The time until the next turn of a client, in ms: a turn after the current one, at a random moment in it.
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

/** A wait that ends in a turn, made longer by whole rounds until it is at least `least`. */
export function turnAfter(least: number, wait: number): number {
  return wait + ROUND * Math.max(0, Math.ceil((least - wait) / ROUND));
}

/** The time since the start of its round, in ms. */
function phase(at: number): number {
  return ((at % ROUND) + ROUND) % ROUND;
}

/** Schedules the turns of a client. */
export class Turns {
  /** The difference from {@link Clock.now} to the server's time, in ms, once an answer has contained that. */
  #ahead: number | undefined;
  /** In ms of the clock. */
  #next = 0;
  #cut = false;

  constructor(private readonly clock: Clock) {}

  /** An answer of the token endpoint contains the server's time, in epoch ms; `undefined` if it does not. */
  dated(date: number | undefined): void {
    // The error may be made by the application.
    if (Number.isSafeInteger(date)) this.#ahead = Number(date) - this.clock.now();
  }

  /** The time for the rounds: the server's if it is available, else that of this machine. */
  get time(): number {
    return this.#ahead === undefined ? this.clock.wall() : this.#ahead + this.clock.now();
  }

  /** Sets the next turn, in so many ms. */
  wait(delay: number): void {
    this.#next = this.clock.now() + delay;
  }

  /** The remaining time, in ms. */
  left(): number {
    const { clock, time } = this;
    const now = clock.now();
    if (this.#cut) return 0;
    // The timers of a hidden tab fire late, also after a sleep: that turn may be over. The wall clock may have been
    // set.
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
