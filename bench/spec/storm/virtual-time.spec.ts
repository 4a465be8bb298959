import fc from 'fast-check';
import { interval, take, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { VirtualTime } from '../../storm/virtual-time';
import { recorded } from '../../../spec/support/recorded';

/** What timers that set further ones say, in the order in which they come due. */
function said(scheduler: SchedulerLike, delays: readonly (readonly [number, number])[], run: () => void): string[] {
  const words: string[] = [];
  for (const [index, [first, second]] of delays.entries()) {
    scheduler.schedule(() => {
      words.push(`${index} at ${scheduler.now()}`);
      scheduler.schedule(() => words.push(`${index} again at ${scheduler.now()}`), second);
    }, first);
  }
  run();
  return words;
}

describe('virtual time', () => {
  it('does what is due in the order of moments, and at one moment in the order in which it was set', () => {
    const time = new VirtualTime();
    const words: string[] = [];
    for (const [delay, word] of [
      [20, 'third'],
      [10, 'first'],
      [20, 'fourth'],
      [10, 'second'],
    ] as const) {
      time.after(delay, { due: () => words.push(word) });
    }
    time.runUntil(100);
    expect(words).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('does what is set for the moment that it is at, once all that was set before is done', () => {
    const time = new VirtualTime();
    const words: string[] = [];
    time.after(10, {
      due: () => {
        words.push('one');
        time.after(0, { due: () => words.push('three') });
      },
    });
    time.after(10, { due: () => words.push('two') });
    time.runUntil(10);
    expect(words).toEqual(['one', 'two', 'three']);
  });

  it('keeps the order of the VirtualTimeScheduler of RxJS, whatever is set', () => {
    const delay = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            delay,
            delay.map((ms) => ms + 1),
          ),
          { maxLength: 60 },
        ),
        (delays) => {
          const own = new VirtualTime();
          const theirs = new VirtualTimeScheduler();
          expect(said(own, delays, () => own.runUntil(1_000))).toEqual(said(theirs, delays, () => theirs.flush()));
        },
      ),
    );
  });

  it('stands still until it is run, and stops where it is told to', () => {
    const time = new VirtualTime();
    const ticks = recorded(interval(100, time));
    expect(ticks.values).toEqual([]);
    time.runUntil(350);
    expect(ticks.values).toEqual([0, 1, 2]);
    expect(time.now()).toBe(350);
  });

  it('leaves out a timer that was unsubscribed', () => {
    const time = new VirtualTime();
    let rang = false;
    timer(100, time)
      .subscribe(() => (rang = true))
      .unsubscribe();
    time.runUntil(1_000);
    expect(rang).toBe(false);
  });

  it('lets an interval end by itself', () => {
    const time = new VirtualTime();
    const { values } = recorded(interval(10, time).pipe(take(2)));
    time.runUntil(1_000);
    expect(values).toEqual([0, 1]);
  });

  it('refuses a delay that is no time', () => {
    const time = new VirtualTime();
    expect(() => time.after(NaN, { due: () => undefined })).toThrow('a number of ms; got NaN');
    expect(() => time.after(Infinity, { due: () => undefined })).toThrow('a number of ms; got Infinity');
  });
});
