import {
  defer,
  EMPTY,
  filter,
  map,
  merge,
  NEVER,
  of,
  retry,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { LONGEST_TIMER } from '../checks';
import { ConfigError, configErrorOf, ConnectionError, ownError, TokenError, type GatewaySocketError } from '../errors';
import type { Fault, RotationReason, SocketEvent } from '../events';
import type { Host } from '../host';
import type { WaitingReason } from '../status';
import { announced } from './announced';
import { attempting, type AttemptOptions, type AttemptSignal } from './attempt';
import type { AttemptBudget } from './attempt-budget';
import { isLoopbackUrl } from './connect-url';
import type { EnvironmentSignal } from './environment';
import type { RateLimit } from './rate-limit';
import { refusalHint, REFUSALS, refusalsAfter } from './refusals';
import { backoffSteps, type Backoff, type BackoffStep } from './retry-backoff';
import { rotating } from './rotation';
import type { RotationOptions, RotationSignal } from './rotation-signal';
import { rotationDue, type Lead, type TimeLimits } from './rotation-due';
import { slept } from './sleep-watch';

/** What keeps a connection running. */
export interface RunningOptions
  extends AttemptOptions, Pick<RotationOptions, 'channel' | 'overlap' | 'keyOf' | 'isAnswer' | 'receive' | 'awaited'> {
  /** Somebody asks for a connection to another channel, or to try now or for a new connection. */
  readonly asks$: Observable<'join' | 'reconnect'>;
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

/** No retry cures a login that is missing or an address that is wrong. */
const FATAL_TOKEN_ERRORS: ReadonlySet<string> = new Set(['csrf', 'unauthenticated', 'rejected']);

/**
 * One attempt after the other, and while one is open the next beside it: token, socket, rotation, backoff, all within
 * one budget. Errors with what a retry cannot cure.
 *
 * @param environment$ what the host says from now on
 * @param isOffline whether it has said that it is offline
 * @param rateLimit what the token endpoint asked for, from one use of the connection to the next
 */
export function running(
  options: RunningOptions,
  host: Host,
  reporter: Reporter,
  environment$: Observable<EnvironmentSignal>,
  isOffline: () => boolean,
  rateLimit: RateLimit,
): Observable<RotationSignal> {
  const { url, channel, backoff, budget, isFatal, limits, lead } = options;
  const { scheduler } = host;
  const now = () => scheduler.now();
  const asks$ = options.asks$.pipe(
    tap((why) => {
      if (why === 'reconnect') rateLimit.drop();
    }),
  );
  const asked = (why: 'join' | 'reconnect') => asks$.pipe(filter((ask) => ask === why));
  const reconnect$ = asked('reconnect');
  // Being offline does not concern what is on this machine.
  const local = typeof url === 'string' && isLocal(url);
  const says = (...signals: readonly EnvironmentSignal[]) =>
    environment$.pipe(filter((said) => signals.includes(said)));
  const online$ = local ? NEVER : says('online');
  const wake$ = says('wake');
  const slept$ = slept(wake$, host);

  return defer(() => {
    const steps = backoffSteps(backoff, host);
    let attempt = 1;
    let refusals = 0;
    /** Whether the attempt that began beside an open connection is now in its place. */
    let replacing = false;

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

    /** An attempt as soon as it may be made: the host is not offline, no rate limit runs, and the budget has one left. */
    const allowed = (loud: () => boolean, attempt$: Observable<AttemptSignal>): Observable<AttemptSignal> =>
      defer((): Observable<AttemptSignal> => {
        const held = (until$: Observable<AttemptSignal>) => announced<AttemptSignal>({ type: 'held' }, () => until$);
        if (isOffline() && !isLocal(url)) {
          if (loud()) reporter.event({ type: 'paused', at: now(), reason: 'offline' });
          // Being online again starts the attempt anew, and so comes by here.
          return held(NEVER);
        }
        const limited = rateLimit.left(now());
        const delay = limited || budget.claim(now());
        if (delay === 0) return attempt$;
        // Told last, so that who hears of the wait can cut it at once.
        const waited$ = defer(() => {
          if (loud()) waiting(limited ? 'rate-limited' : 'budget', delay, limited ? rateLimit.cause : undefined);
          return timer(delay, scheduler);
        });
        // A machine that slept has waited without its timers: what is left is looked at again.
        const over$ = merge(slept$, limited ? reconnect$ : NEVER, waited$);
        return held(
          over$.pipe(
            take(1),
            switchMap(() => allowed(loud, attempt$)),
          ),
        );
      });

    /** One attempt, begun anew when the network or the channel changes before it has opened. */
    const trying = (loud: () => boolean, number: () => number): Observable<AttemptSignal> =>
      defer(() => {
        const opened$ = new Subject<void>();
        const anew$ = merge(online$, asked('join')).pipe(takeUntil(opened$));
        const attempt$ = defer(() => attempting(options, host, { attempt: number(), ...channelOf(channel()) }));
        // Listened to before it begins, since who hears of its first step may join another channel at once.
        return merge(anew$, of(0)).pipe(
          switchMap(() => allowed(loud, attempt$)),
          tap(({ type }) => {
            if (type === 'opened') opened$.next();
          }),
        );
      });

    /** Tells of what ended an attempt, whether it was the only one or beside an open one; the result is how long to wait. */
    const afterFailure = (error: GatewaySocketError, step: BackoffStep): number | 'fatal' => {
      if (error instanceof TokenError) reporter.fault({ type: 'token', error });
      if (isFatal(error, step.exhausted || isFatalByDefault(error))) return 'fatal';
      refusals = refusalsAfter(refusals, error);
      if (refusals === REFUSALS) reporter.fault({ type: 'refused', attempts: refusals, hint: refusalHint });
      // The backoff on top of what the backend asked for, so that its clients come back apart.
      return Math.min(rateLimit.met(error, now()) + step.delay, LONGEST_TIMER);
    };

    const waitAfter = (step: BackoffStep): Observable<unknown> => {
      const error = ownError(step.error);
      if (error instanceof ConnectionError) reporter.event({ type: 'ended', at: now(), error });
      const delay = afterFailure(error, step);
      if (delay === 'fatal') throw error;
      attempt = step.attempt;
      const limited = error instanceof TokenError && error.kind === 'rate-limited';
      // A rate limit is waited out whatever the host says; anything else is worth a try when something has changed. A
      // sleep may have outlasted either, and what is left of the limit holds the next attempt back.
      const changed$ = merge(wake$, local ? NEVER : says('online', 'offline'));
      // Told last, as above.
      const waited$ = defer(() => {
        waiting(limited ? 'rate-limited' : 'backoff', delay, error);
        return timer(delay, scheduler);
      });
      return merge(reconnect$, slept$, limited ? NEVER : changed$, waited$);
    };

    let besides = 1;
    const pacing = () => {
      const next = backoffSteps(backoff, host);
      besides = 1;
      return (thrown: unknown): number | undefined => {
        const step = next(thrown);
        besides = step.attempt;
        const error = ownError(thrown);
        try {
          const delay = afterFailure(error, step);
          if (delay !== 'fatal') return delay;
          if (error instanceof ConfigError) reporter.fault({ type: 'config', error });
        } catch (wrong) {
          reporter.fault({ type: 'config', error: configErrorOf(wrong) });
        }
        // It ends the stream with the open connection, and no sooner.
        return undefined;
      };
    };

    const reasons = <T>(asks$: Observable<T>, why: RotationReason) => asks$.pipe(map(() => why));
    return rotating(
      {
        ...options,
        first$: trying(always, () => attempt),
        next$: trying(
          () => replacing,
          () => besides,
        ),
        due: (link) => merge(lead ? rotationDue(link, limits, lead, host) : EMPTY, reasons(slept$, 'wake')),
        asked$: merge(asks$, reasons(online$, 'wake')),
        pacing,
      },
      host,
    ).pipe(
      tap((signal) => {
        if (signal.type === 'opened') refusals = 0;
        if (signal.type === 'rotating') replacing = false;
        if (signal.type !== 'ended' || !signal.next) return;
        // The attempt that goes on in a lost connection's place is the retry that its loss calls for.
        replacing = true;
        const step = steps(signal.error);
        attempt = step.attempt;
        if (isFatal(signal.error, step.exhausted)) throw signal.error;
      }),
      retry({ delay: (error: unknown) => waitAfter(steps(error)) }),
    );
  });
}

/** A function is asked where it leads today; one that throws is dealt with when it is asked for a connection. */
function isLocal(url: string | (() => string)): boolean {
  try {
    return isLoopbackUrl(typeof url === 'string' ? url : url());
  } catch {
    return false;
  }
}

const always = (): boolean => true;

function channelOf(channel: string | undefined): { readonly channel?: string } {
  return channel === undefined ? {} : { channel };
}

function isFatalByDefault(error: GatewaySocketError): boolean {
  return error instanceof ConfigError || (error instanceof TokenError && FATAL_TOKEN_ERRORS.has(error.kind));
}
