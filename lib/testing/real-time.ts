type ClearTimeout = (timer: unknown) => void;
type SetTimeout = (work: () => void, ms: number) => unknown;

interface FakeTimer {
  readonly callAt: number;
  readonly createdAt?: number;
}

/** What the fake timers of jest and vitest leave at the functions that they replace (both are `@sinonjs/fake-timers`). */
interface FakeClock {
  readonly now: number;
  readonly timers?: ReadonlyMap<unknown, FakeTimer> | Readonly<Record<string, FakeTimer>>;
  readonly _setTimeout?: SetTimeout;
  readonly _clearTimeout?: ClearTimeout;
}

/** As it was when this file was loaded, which mostly is before a test replaces it. */
const loadedSetTimeout = globalThis.setTimeout as SetTimeout;
const loadedClearTimeout = globalThis.clearTimeout as ClearTimeout;

function clockOf(setTimeout: SetTimeout): FakeClock | undefined {
  return (setTimeout as { readonly clock?: FakeClock }).clock;
}

/**
 * Runs `work` after so much real time, whatever the timers of the test are; the result cancels that.
 *
 * @param holds whether it keeps a process of Node until then
 */
export function afterRealTime(ms: number, work: () => void, holds: boolean): () => void {
  const real = clockOf(loadedSetTimeout)?._setTimeout ?? loadedSetTimeout;
  const timer = real.call(globalThis, work, ms);
  // Node's timers are objects that can do this; a browser's are numbers.
  if (!holds && typeof timer === 'object') (timer as { unref?: () => void } | null)?.unref?.();
  const clear = clockOf(loadedSetTimeout)?._clearTimeout ?? loadedClearTimeout;
  return () => {
    clear.call(globalThis, timer);
  };
}

/** The time of the fake timers; undefined where there are none, or none that can be looked into. */
export function fakeNow(): number | undefined {
  return clockOf(globalThis.setTimeout as SetTimeout)?.now;
}

/** Whether the timers are fake. */
export function timersAreFake(): boolean {
  const current = globalThis.setTimeout as SetTimeout;
  return clockOf(current) !== undefined || current !== loadedSetTimeout;
}

/**
 * For how long the nearest fake timer that was set at `since` or later has to wait, in ms of the test; undefined where there
 * is none. A client's delay is one of them: what it set later than its last failure.
 */
export function fakeWait(since: number): number | undefined {
  const clock = clockOf(globalThis.setTimeout as SetTimeout);
  if (clock?.timers === undefined) return undefined;
  const all = isMap(clock.timers) ? [...clock.timers.values()] : Object.values(clock.timers);
  const due = all
    .filter(({ createdAt = since }: FakeTimer) => createdAt >= since)
    .map(({ callAt }: FakeTimer) => callAt - clock.now);
  return due.length === 0 ? undefined : Math.max(0, Math.min(...due));
}

/** Not `instanceof`: the clock is made in another realm than the tests. */
function isMap(timers: NonNullable<FakeClock['timers']>): timers is ReadonlyMap<unknown, FakeTimer> {
  return typeof timers.values === 'function';
}
