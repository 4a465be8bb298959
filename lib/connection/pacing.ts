import { LONGEST_TIMER } from '../checks';
import type { Clock } from '../clock';
import { configErrorOf, isConfigError, isConnectionError, isTokenError, type GatewaySocketError } from '../errors';
import type { Fault } from '../events';
import type { OfflineHint } from './offline-hint';
import type { PauseReason } from './pause';
import { RateLimit } from './rate-limit';
import { refusalHint } from './refusals';
import type { Backoff } from './retry-backoff';
import { afterEnding, afterOpening, beforeRotation, freshPolicy, goingOn } from './retry-policy';
import { takesTurns, turnAfter, Turns } from './turns';

/** The options that decide whether and when the next attempt is made. */
export interface PacingOptions {
  readonly backoff: Backoff;
  /** Whether an error is fatal, given the decision of this library. */
  readonly isFatal: (error: GatewaySocketError, byDefault: boolean) => boolean;
}

/** The consequence of a failure. */
export interface Ruling {
  /** The wait in ms; `undefined` if no retry can cure it. */
  readonly delay: number | undefined;
  readonly reason: PauseReason;
  readonly faults: readonly Fault[];
}

/** No retry cures a missing login or a wrong URL. */
const FATAL_TOKEN_ERRORS: ReadonlySet<string> = new Set(['csrf', 'unauthenticated', 'rejected']);

/** Holds the retry policy of one socket: one count for the first connection and for those next to an open one. */
export class Pacing {
  /** It outlives the attempt that got the limit, the connection and its users. */
  readonly limit = new RateLimit();
  readonly #turns: Turns;
  #policy = freshPolicy;
  /** The start of the time with a connection without a gap, in ms of the clock. */
  #since: number | undefined;

  constructor(
    private readonly options: PacingOptions,
    /** The host's reports about its network. */
    readonly offline: OfflineHint,
    private readonly clock: Clock,
  ) {
    this.#turns = new Turns(clock);
  }

  /** The number of the next attempt, from 1 since the connection was last stable. */
  get attempt(): number {
    return this.#policy.attempts + 1;
  }

  /** The time until the next turn of a client that takes turns, in ms; 0 if there is nothing to wait for. */
  turnLeft(): number {
    return takesTurns(this.#policy.refusals, this.options.backoff.whenRefused) ? this.#turns.left() : 0;
  }

  /** An answer of the token endpoint contains the server's time, in epoch ms; `undefined` if it does not. */
  dated(date: number | undefined): void {
    this.#turns.dated(date);
  }

  /** The host reports its network. Once it is back, the next attempt does not wait for a turn. */
  report(network: 'online' | 'offline'): void {
    if (network === 'online' && this.offline.applies) this.#turns.cut();
    this.offline.report(network);
  }

  /** The next attempt is made at once. */
  override(): void {
    this.limit.override();
    this.offline.override();
    this.#turns.cut();
  }

  /** An attempt is made. */
  attempted(): void {
    this.limit.attempted();
    this.offline.attempted(this.clock.now());
    this.#turns.ended();
  }

  /** A new use of the connection begins. */
  restart(): void {
    this.#policy = freshPolicy;
    this.#since = undefined;
  }

  /** A connection takes over. */
  connected(): void {
    this.#since ??= this.clock.now();
    this.#policy = afterOpening(this.#policy);
    this.limit.over();
    this.offline.drop();
  }

  /** Another connection will be opened next to the open one. */
  rotating(): void {
    this.#policy = beforeRotation(this.#policy, this.#uptime, this.options.backoff);
  }

  /** The open connection is lost, and an attempt continues in its place. Returns whether the loss is fatal. */
  goesOn(error: GatewaySocketError): boolean {
    const { backoff, isFatal } = this.options;
    const uncounted = this.offline.applies;
    this.#policy = (uncounted ? beforeRotation : goingOn)(this.#policy, this.#uptime, backoff);
    this.startsOver();
    return isFatal(error, !uncounted && this.#policy.attempts >= backoff.maxAttempts);
  }

  /** The open connection is gone, and an attempt in progress takes its place. */
  startsOver(): void {
    this.#since = undefined;
  }

  /** The only connection, or the only attempt, has ended. */
  ended(error: GatewaySocketError): Ruling {
    const uptime = this.#uptime;
    this.#since = undefined;
    const ruling = this.#rule(error, uptime);
    this.#policy = { ...this.#policy, unopened: 0 };
    return ruling;
  }

  /** A connection next to an open one has ended, or its attempt has. Never throws: the open connection stays. */
  failedBeside(error: GatewaySocketError): Ruling {
    try {
      const ruling = this.#rule(error, 0);
      const opened = isConnectionError(error) && error.uptime > 0;
      if (!opened) this.#policy = { ...this.#policy, unopened: this.#policy.unopened + 1 };
      if (ruling.delay !== undefined || !isConfigError(error)) return ruling;
      return { ...ruling, faults: [...ruling.faults, { type: 'config', error }] };
    } catch (wrong) {
      return { delay: undefined, reason: 'backoff', faults: [{ type: 'config', error: configErrorOf(wrong) }] };
    }
  }

  get #uptime(): number {
    return this.#since === undefined ? 0 : this.clock.now() - this.#since;
  }

  #rule(error: GatewaySocketError, uptime: number): Ruling {
    const { clock, options, offline } = this;
    const { backoff, isFatal } = options;
    if (isTokenError(error)) this.dated(error.date);
    const circumstances = { uptime, at: this.#turns.time, chance: clock.host.random() };
    const [policy, verdict] = afterEnding(this.#policy, error, circumstances, backoff);
    const uncounted = offline.applies;
    offline.ended();
    this.#turns.ended();
    // The denials count: an answer arrived over the network.
    this.#policy = uncounted ? { ...beforeRotation(this.#policy, uptime, backoff), denial: policy.denial } : policy;
    const limited = isTokenError(error) && error.kind === 'rate-limited';
    const reason = limited ? 'rate-limited' : uncounted ? 'offline' : 'backoff';
    const faults: Fault[] = isTokenError(error) ? [{ type: 'token', error }] : [];
    if (isFatal(error, (verdict.exhausted && !uncounted) || verdict.denied || isFatalByDefault(error)))
      return { delay: undefined, reason, faults };
    if (verdict.refused && !uncounted) faults.push({ type: 'refused', attempts: policy.refusals, hint: refusalHint });
    const now = clock.now();
    const wait = reason === 'offline' ? offline.left(now) : verdict.delay;
    const least = this.limit.record(error, wait, now);
    if (uncounted || !verdict.inTurn) return { delay: Math.min(least, LONGEST_TIMER), reason, faults };
    const delay = turnAfter(least - wait, wait);
    this.#turns.wait(delay);
    return { delay, reason, faults };
  }
}

function isFatalByDefault(error: GatewaySocketError): boolean {
  return isConfigError(error) || (isTokenError(error) && FATAL_TOKEN_ERRORS.has(error.kind));
}
