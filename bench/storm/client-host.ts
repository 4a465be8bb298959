import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs';
import type { Host } from '../../lib/host';
import type { VirtualTime } from './virtual-time';

/** By how much the wall clock of a machine may be wrong, in ms, either way: one that the network sets, and another. */
const SET = 1_500;
const WRONG = 10 * 60_000;

/** The machine of one client, of which so great a share has a clock that is wrong by minutes. */
export function clientHost(
  time: VirtualTime,
  { random, clocks }: { readonly random: () => number; readonly clocks: () => number },
  wrongClocks: number,
): Host {
  const most = clocks() < wrongClocks ? WRONG : SET;
  return { scheduler: new OwnClock(time, Math.round(most * (2 * clocks() - 1))), random };
}

/** The timers of all, and a wall clock of its own. */
class OwnClock implements SchedulerLike {
  constructor(
    private readonly time: VirtualTime,
    private readonly error: number,
  ) {}

  now(): number {
    return this.time.now() + this.error;
  }

  schedule<State>(work: (this: SchedulerAction<State>, state?: State) => void, delay = 0, state?: State): Subscription {
    return this.time.schedule(work, delay, state);
  }
}
