type ClearTimeout = (timer: unknown) => void;
type SetTimeout = (work: () => void, ms: number) => unknown;

interface FakeTimer {
  readonly callAt: number;
  readonly createdAt?: number;
}

/**
 * The properties that the fake timers of jest and vitest (both `@sinonjs/fake-timers`) add to the functions they
 * replace.
 */
interface FakeClock {
  readonly now: number;
  readonly timers?: ReadonlyMap<unknown, FakeTimer> | Readonly<Record<string, FakeTimer>>;
  readonly _setTimeout?: SetTimeout;
  readonly _clearTimeout?: ClearTimeout;
}

/** The functions at the time when this file was loaded, which usually is before a test replaces them. */
const loadedSetTimeout = globalThis.setTimeout as SetTimeout;
const loadedClearTimeout = globalThis.clearTimeout as ClearTimeout;

function clockOf(setTimeout: SetTimeout): FakeClock | undefined {
  return (setTimeout as { readonly clock?: FakeClock }).clock;
}

/**
 * Runs `work` after some real time, even if the timers of the test are fake. The result cancels it.
 *
 * @param holds whether the timer keeps a Node process alive
 */
export function afterRealTime(ms: number, work: () => void, holds: boolean): () => void {
  const real = clockOf(loadedSetTimeout)?._setTimeout ?? loadedSetTimeout;
  const timer = real.call(globalThis, work, ms);
  // Node's timers are objects with this method; a browser's are numbers.
  if (!holds && typeof timer === 'object') (timer as { unref?: () => void } | null)?.unref?.();
  const clear = clockOf(loadedSetTimeout)?._clearTimeout ?? loadedClearTimeout;
  return () => {
    clear.call(globalThis, timer);
  };
}

/** The time of the fake timers; undefined if there are none, or if they cannot be inspected. */
export function fakeNow(): number | undefined {
  return clockOf(globalThis.setTimeout as SetTimeout)?.now;
}

/** Whether the timers are fake. */
export function timersAreFake(): boolean {
  const current = globalThis.setTimeout as SetTimeout;
  return clockOf(current) !== undefined || current !== loadedSetTimeout;
}

/**
 * The ms of fake time until the nearest fake timer that was set at `since` or later; undefined if there is none. The
 * delay of a client is one of them, as it was set after its last failure.
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

/** Not `instanceof`: the clock comes from another realm than the tests. */
function isMap(timers: NonNullable<FakeClock['timers']>): timers is ReadonlyMap<unknown, FakeTimer> {
  return typeof timers.values === 'function';
}
