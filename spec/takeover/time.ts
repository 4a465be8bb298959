import { VirtualTime } from '../../bench/storm/virtual-time';
import type { Host } from '../../lib/host';

/** Virtual time for tens of thousands of episodes: as `virtualTime()`, on a heap instead of a list that is sorted anew. */
export class EpisodeTime implements Host {
  readonly scheduler = new WallClock();

  constructor(readonly random: () => number) {}

  /** The time that timers know, in ms: it stands still while the machine sleeps. */
  get awake(): number {
    return this.scheduler.now() - this.scheduler.slept;
  }

  /** In whole ms, so that what is due at one moment is run together. */
  at(moment: number, work: () => void): void {
    this.scheduler.after(Math.ceil(moment) - this.awake, { due: work });
  }

  runUntil(moment: number): void {
    this.scheduler.runUntil(moment);
  }

  /** The machine sleeps: the wall clock goes on, and no timer does. */
  sleep(ms: number): void {
    this.scheduler.slept += ms;
  }
}

class WallClock extends VirtualTime {
  slept = 0;

  override now(): number {
    return super.now() + this.slept;
  }
}
