import {
  concat,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  retry,
  skip,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type BehaviorSubject,
  type Observable,
} from 'rxjs';
import { LONGEST_TIMER } from '../checks';
import { ConfigError, ConnectionError, ownError, TokenError, type GatewaySocketError } from '../errors';
import type { Fault, RotationReason, SocketEvent } from '../events';
import type { Host } from '../host';
import type { WaitingReason } from '../status';
import { attempting, type AttemptOptions, type AttemptSignal } from './attempt';
import { admitted, type AttemptBudget } from './attempt-budget';
import { isLoopbackUrl } from './connect-url';
import type { EnvironmentSignal } from './environment';
import { refusalHint, REFUSALS, refusalsAfter } from './refusals';
import { backoffSteps, type Backoff, type BackoffStep } from './retry-backoff';
import { rotating, type RotationOptions, type RotationSignal } from './rotation';
import { rotationDue, type Lead, type TimeLimits } from './rotation-due';
import { slept } from './sleep-watch';

/** What keeps a connection running. */
export interface RunningOptions
  extends AttemptOptions, Pick<RotationOptions, 'overlap' | 'keyOf' | 'isAnswer' | 'awaited'> {
  /** The channel that connections are for; a change is a `join()`. */
  readonly channel$: BehaviorSubject<string | undefined>;
  /** Somebody asks to try now, or for a new connection. */
  readonly reconnect$: Observable<unknown>;
  readonly backoff: Backoff;
  readonly budget: AttemptBudget;
  /** What a retry cannot cure, given what this library thinks of it. */
  readonly isFatal: (error: GatewaySocketError, byDefault: boolean) => boolean;
  readonly limits: TimeLimits;
  /** How long before the limits a connection is replaced; left out to wait for the server to close it. */
  readonly lead: Lead | undefined;
}

/** Where a connection says what becomes of it. */
export interface Reporter {
  event(event: SocketEvent): void;
  fault(fault: Fault): void;
}

/** The window of the backend's own limits: a rate limit is over when it has passed (contract B2, B3). */
const RATE_LIMIT_WINDOW = 60_000;

/** No retry cures a login that is missing or an address that is wrong. */
const FATAL_TOKEN_ERRORS: ReadonlySet<string> = new Set(['csrf', 'unauthenticated', 'rejected']);

/**
 * One attempt after the other, and while one is open the next beside it: token, socket, rotation, backoff, all within
 * one budget. Errors with what a retry cannot cure.
 *
 * @param environment$ what the host says from now on
 * @param isOffline whether it has said that it is offline
 */
export function running(
  options: RunningOptions,
  host: Host,
  reporter: Reporter,
  environment$: Observable<EnvironmentSignal>,
  isOffline: () => boolean,
): Observable<RotationSignal> {
  const { url, channel$, reconnect$, backoff, budget, isFatal, limits, lead } = options;
  const { scheduler } = host;
  const now = () => scheduler.now();
  // Being offline does not concern what is on this machine.
  const local = typeof url === 'string' && isLoopbackUrl(url);
  const says = (...signals: readonly EnvironmentSignal[]) =>
    environment$.pipe(filter((said) => signals.includes(said)));
  const online$ = local ? NEVER : says('online');

  return defer(() => {
    const steps = backoffSteps(backoff, host);
    let attempt = 1;
    let refusals = 0;

    const waiting = (reason: WaitingReason, delay: number, cause?: GatewaySocketError): void =>
      reporter.event({
        type: 'waiting',
        at: now(),
        reason,
        attempt,
        delay,
        until: now() + delay,
        ...(cause && { cause }),
      });

    /** Completes when an attempt may be made: the host is not offline, and there is one left in the budget. */
    const gate = (loud: boolean): Observable<never> =>
      defer(() => {
        if (local || !isOffline()) {
          return admitted(budget, host, (delay) => {
            if (loud) waiting('budget', delay);
          });
        }
        if (loud) reporter.event({ type: 'paused', at: now(), reason: 'offline' });
        // Being online again starts the attempt anew, and so comes by here.
        return NEVER;
      }).pipe(ignoreElements());

    /** One attempt, begun anew when the network or the channel changes before it has opened. */
    const trying = (loud: boolean, number: () => number): Observable<AttemptSignal> =>
      defer(() => {
        const opened$ = new Subject<void>();
        const anew$ = merge(online$, channel$.pipe(skip(1))).pipe(takeUntil(opened$));
        return merge(of(undefined), anew$).pipe(
          switchMap(() =>
            concat(
              gate(loud),
              defer(() => attempting(options, host, { attempt: number(), ...channelOf(channel$.value) })),
            ),
          ),
          tap(({ type }) => {
            if (type === 'opened') opened$.next();
          }),
        );
      });

    const fatal = (error: GatewaySocketError, { exhausted }: BackoffStep): boolean => {
      if (error instanceof TokenError) reporter.fault({ type: 'token', error });
      return isFatal(error, exhausted || isFatalByDefault(error));
    };

    const waitAfter = (step: BackoffStep): Observable<unknown> => {
      const error = ownError(step.error);
      if (error instanceof ConnectionError) reporter.event({ type: 'ended', at: now(), error });
      if (fatal(error, step)) throw error;
      refusals = refusalsAfter(refusals, error);
      if (refusals === REFUSALS) reporter.fault({ type: 'refused', attempts: refusals, hint: refusalHint });
      attempt = step.attempt;
      const limited = error instanceof TokenError && error.kind === 'rate-limited';
      const delay = delayAfter(error, step);
      waiting(limited ? 'rate-limited' : 'backoff', delay, error);
      // A rate limit is waited out whatever the host says; anything else is worth a try when something has changed.
      const changed$ = limited ? NEVER : merge(says('wake'), local ? NEVER : says('online', 'offline'));
      return merge(timer(delay, scheduler), reconnect$, changed$);
    };

    let besides = 1;
    const pacing = () => {
      const next = backoffSteps(backoff, host);
      besides = 1;
      return (thrown: unknown): number | undefined => {
        const step = next(thrown);
        const error = ownError(thrown);
        besides = step.attempt;
        return fatal(error, step) ? undefined : delayAfter(error, step);
      };
    };

    const reasons = <T>(asks$: Observable<T>, why: RotationReason) => asks$.pipe(map(() => why));
    return rotating(
      {
        ...options,
        first$: trying(true, () => attempt),
        next$: trying(false, () => besides),
        due: (link) =>
          merge(lead ? rotationDue(link, limits, lead, host) : EMPTY, reasons(slept(says('wake'), host), 'wake')),
        asked$: merge(
          reasons(channel$.pipe(skip(1)), 'join'),
          reasons(reconnect$, 'reconnect'),
          reasons(online$, 'wake'),
        ),
        channel: () => channel$.value,
        pacing,
      },
      host,
    ).pipe(
      tap((signal) => {
        // The attempt that goes on in a lost connection's place is the retry that its loss calls for.
        if (signal.type === 'ended' && signal.next) attempt = steps(signal.error).attempt;
      }),
      retry({ delay: (error: unknown) => waitAfter(steps(error)) }),
    );
  });
}

function channelOf(channel: string | undefined): { readonly channel?: string } {
  return channel === undefined ? {} : { channel };
}

function isFatalByDefault(error: GatewaySocketError): boolean {
  return error instanceof ConfigError || (error instanceof TokenError && FATAL_TOKEN_ERRORS.has(error.kind));
}

/** How long to wait, in ms: as long as the backend asked for, and the backoff on top, so that its clients come back apart. */
function delayAfter(error: GatewaySocketError, { delay }: BackoffStep): number {
  if (!(error instanceof TokenError)) return delay;
  const asked = error.retryAfter ?? (error.kind === 'rate-limited' ? RATE_LIMIT_WINDOW : 0);
  return Math.min(asked + delay, LONGEST_TIMER);
}
