import { Clock, type SleepWatcher } from '../../lib/clock';
import { openClient } from '../support/virtual-client';
import { settableHost } from '../support/settable-host';
import { virtualTime } from '../support/virtual-time';

/** A clock, and what ran on it: the name of each deadline with the ms that it was late. */
const setUp = () => {
  const time = virtualTime();
  const clock = new Clock(time);
  const ran: (readonly [string, number])[] = [];
  const after = (delay: number, name: string, owner: object = {}) =>
    clock.after(delay, owner, (late) => ran.push([name, late]));
  return { time, clock, ran, after, names: () => ran.map(([name]) => name) };
};

/** The same with one deadline that is far away, and the sleeps that were found. */
const watching = () => {
  const kit = setUp();
  const watcher = { slept: jest.fn() } satisfies SleepWatcher;
  kit.clock.watcher = watcher;
  kit.after(7 * 86_400_000, 'far away');
  return { ...kit, sleeps: () => watcher.slept.mock.calls.length };
};

/** A clock on a host whose wall clock can be set, and that has a steady one. */
const settable = () => {
  const time = virtualTime();
  const host = settableHost(time);
  return { time, host, clock: new Clock(host) };
};

it('a delay that is no number is over at once, and holds nothing up', () => {
  const { time, after, names } = setUp();
  after(NaN, 'a');
  after(1_000, 'b');
  time.advance(0);
  expect(names()).toEqual(['a']);
  time.advance(1_000);
  expect(names()).toEqual(['a', 'b']);
});

describe('a deadline between two ms', () => {
  it('comes at the next whole one, so that no duration has a fraction', () => {
    const { time, clock, after, names } = setUp();
    after(1_000.4, 'a');
    time.advance(1_000);
    expect(names()).toEqual([]);
    time.advance(1);
    expect([names(), clock.now()]).toEqual([['a'], 1_001]);
  });
});

describe('the watch for a sleep that no event told of', () => {
  it('says nothing of a machine that is awake, with one timer', () => {
    const { time, sleeps } = watching();
    for (let hour = 0; hour < 48; hour += 1) {
      time.advance(3_600_000);
      expect(time.timers()).toBe(1);
    }
    expect(sleeps()).toBe(0);
  });

  it('finds a sleep of more than a minute within 5 s of its end, and says so once', () => {
    const { time, sleeps } = watching();
    time.advance(10_000);
    time.sleep(60_001);
    expect(sleeps()).toBe(0);
    time.advance(5_000);
    expect(sleeps()).toBe(1);
    time.advance(600_000);
    expect(sleeps()).toBe(1);
    time.sleep(8 * 3_600_000);
    time.advance(5_000);
    expect(sleeps()).toBe(2);
  });

  it('takes no pause for one that the throttled timers of a hidden tab may make', () => {
    const { time, sleeps } = watching();
    for (let tick = 0; tick < 60; tick += 1) {
      // A timer that is late by a minute.
      time.sleep(60_000);
      time.advance(30_000);
    }
    expect(sleeps()).toBe(0);
  });

  it('finds it at the first sign of life, and does not find the same one again', () => {
    const { time, clock, sleeps } = watching();
    clock.runOverdue();
    time.sleep(3_600_000);
    clock.runOverdue();
    expect(sleeps()).toBe(1);
    clock.runOverdue();
    time.advance(120_000);
    expect(sleeps()).toBe(1);
  });

  it('finds it before it runs what is overdue, and though the nearest deadline is nearer than 5 s', () => {
    const { time, clock, ran, after, names } = watching();
    clock.watcher = { slept: () => ran.push(['slept', 0]) };
    after(3_000, 'near');
    time.advance(1_000);
    time.sleep(3_600_000);
    time.advance(2_000);
    expect(names()).toEqual(['slept', 'near']);
  });

  it('is not confused by a clock that is set back', () => {
    const { time, sleeps } = watching();
    time.advance(60_000);
    time.sleep(-3_600_000);
    time.advance(120_000);
    expect(sleeps()).toBe(0);
    time.sleep(100_000);
    time.advance(30_000);
    expect(sleeps()).toBe(1);
  });

  it('needs no watcher', () => {
    const { time, after, names } = setUp();
    after(10_000, 'a');
    time.sleep(3_600_000);
    time.advance(10_000);
    expect(names()).toEqual(['a']);
  });

  it('leaves no timer', () => {
    const { time, clock } = watching();
    clock.stop();
    expect(time.timers()).toBe(0);
  });
});

describe('the time of a clock', () => {
  it('begins at 0, follows the wall clock, and counts a sleep', () => {
    const { time, clock } = setUp();
    expect(clock.now()).toBe(0);
    time.advance(1_000);
    expect(clock.now()).toBe(1_000);
    time.sleep(3_600_000);
    expect(clock.now()).toBe(3_601_000);
  });

  it('follows the steady clock where the wall clock is set, and the wall clock where that runs ahead', () => {
    const { time, clock, host } = settable();
    time.advance(1_000);
    host.set(-3_600_000);
    time.advance(1_000);
    expect(clock.now()).toBe(2_000);
    host.set(900);
    time.advance(50);
    expect(clock.now()).toBe(2_050);
    // In a sleep the steady clock stands still, and a wall clock that is set forward looks the same.
    time.sleep(60_000);
    time.advance(1);
    expect(clock.now()).toBe(2_050 + 60_000 + 1 + 900);
  });

  it('is exact over days of readings at random, with the wall clock set back and forth by less than a second', () => {
    const { time, clock, host } = settable();
    for (let i = 0, at = 0; i < 10_000; i += 1) {
      const ms = (i * 7_919) % 60_000;
      host.set(i % 2 ? 700 : -700);
      time.advance(ms);
      expect(clock.now()).toBe((at += ms));
    }
  });

  it('counts a timer that ended though both clocks stand still, as some fake timers have it', () => {
    const { time, clock, after, names } = setUp();
    time.scheduler.now = () => 0;
    after(12_000, 'a');
    time.advance(12_000);
    expect([names(), clock.now()]).toEqual([['a'], 12_000]);
  });

  it('never runs backwards: without a steady clock it stands still where the wall clock is set back, and goes on from there', () => {
    const { time, clock } = setUp();
    time.advance(5_000);
    clock.now();
    time.sleep(-3_600_000);
    expect(clock.now()).toBe(5_000);
    time.advance(1_000);
    expect(clock.now()).toBe(6_000);
    time.sleep(-1);
    expect(clock.now()).toBe(6_000);
  });

  it('is shown as the wall clock has it', () => {
    const { time, clock } = setUp();
    time.advance(5_000);
    time.sleep(-3_600_000);
    expect(clock.wall()).toBe(5_000 - 3_600_000);
  });
});

describe('a deadline', () => {
  it('runs once, after its delay', () => {
    const { time, ran, after } = setUp();
    after(1_000, 'a');
    time.advance(999);
    expect(ran).toEqual([]);
    time.advance(1);
    expect(ran).toEqual([['a', 0]]);
    time.advance(100_000);
    expect(ran).toHaveLength(1);
  });

  it('may be further away than the timer is ever set for', () => {
    const { time, ran, after } = setUp();
    const delays: number[] = [];
    const schedule = time.scheduler.schedule.bind(time.scheduler);
    time.scheduler.schedule = (...args: Parameters<typeof schedule>) => {
      delays.push(args[1] ?? 0);
      return schedule(...args);
    };
    after(86_400_000, 'a');
    time.advance(86_399_999);
    expect(ran).toEqual([]);
    time.advance(1);
    expect(ran).toEqual([['a', 0]]);
    expect(Math.max(...delays)).toBe(5_000);
  });

  it('may be a time of the clock', () => {
    const { time, clock, names } = setUp();
    const ran: string[] = [];
    time.advance(5_000);
    clock.at(7_000, {}, () => ran.push('a'));
    time.advance(1_999);
    expect(ran).toEqual([]);
    time.advance(1);
    expect(ran).toEqual(['a']);
    expect(names()).toEqual([]);
  });

  it('that has gone by already runs next, and not in this moment', () => {
    const { time, clock, after, names } = setUp();
    time.advance(5_000);
    after(-1, 'a');
    clock.at(1_000, {}, () => undefined);
    expect(names()).toEqual([]);
    time.advance(0);
    expect(names()).toEqual(['a']);
  });

  it('of Infinity never comes, and takes no timer', () => {
    const { time, clock, after, names } = setUp();
    const never = after(Infinity, 'never');
    clock.at(Infinity, {}, () => undefined);
    expect(time.timers()).toBe(0);
    time.advance(86_400_000);
    clock.runOverdue();
    expect(names()).toEqual([]);
    expect(() => clock.cancel(never)).not.toThrow();
  });

  it('comes after its delay though the wall clock is set back meanwhile', () => {
    const { time, after, names } = setUp();
    after(1_000, 'near');
    after(70_000, 'far');
    time.advance(500);
    time.sleep(-3_600_000);
    time.advance(499);
    expect(names()).toEqual([]);
    time.advance(1);
    expect(names()).toEqual(['near']);
    time.sleep(-3_600_000);
    time.advance(69_000);
    expect(names()).toEqual(['near', 'far']);
  });

  it('is told how late it runs', () => {
    const { time, ran, after } = setUp();
    after(1_000, 'a');
    after(2_000, 'b');
    time.sleep(50_000);
    time.advance(1_000);
    expect(ran).toEqual([
      ['a', 50_000],
      ['b', 49_000],
    ]);
  });
});

describe('many deadlines', () => {
  it('take one timer of the host', () => {
    const { time, after, ran } = setUp();
    for (let n = 1_000; n > 0; n -= 1) {
      after(n, `${n}`);
      expect(time.timers()).toBe(1);
    }
    time.advance(500);
    expect([time.timers(), ran.length]).toEqual([1, 500]);
    time.advance(500);
    expect([time.timers(), ran.length]).toEqual([0, 1_000]);
  });

  it('run in their order, and those of one moment in the order in which they were set', () => {
    const { time, after, names } = setUp();
    for (const [delay, name] of [
      [30, 'd'],
      [10, 'a'],
      [20, 'b'],
      [20, 'c'],
    ] as const)
      after(delay, name);
    time.advance(100);
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('may be set by one another, for the same moment too', () => {
    const { time, clock, after, names } = setUp();
    clock.after(10, {}, () => {
      after(0, 'same moment');
      after(10, 'later');
    });
    after(15, 'between');
    time.advance(10);
    expect(names()).toEqual(['same moment']);
    time.advance(10);
    expect(names()).toEqual(['same moment', 'between', 'later']);
  });

  it('are not held up by one that throws', () => {
    const { time, clock, after, names } = setUp();
    clock.after(10, {}, () => {
      throw new Error('mine');
    });
    after(10, 'a');
    time.sleep(20);
    expect(() => clock.runOverdue()).toThrow('mine');
    time.advance(0);
    expect(names()).toEqual(['a']);
  });
});

describe('what is cancelled', () => {
  it('never runs, and the timer goes with the last of them', () => {
    const { time, clock, after, names } = setUp();
    const [a, b] = [after(10, 'a'), after(10, 'b')];
    clock.cancel(a);
    expect(time.timers()).toBe(1);
    time.advance(10);
    expect(names()).toEqual(['b']);
    const c = after(10, 'c');
    clock.cancel(c);
    expect(time.timers()).toBe(0);
    // Once more changes nothing, nor does one that ran, nor none at all.
    after(10, 'd');
    for (const task of [c, b, undefined]) clock.cancel(task);
    time.advance(10);
    expect(names()).toEqual(['b', 'd']);
  });

  it('is the one deadline and no other of the same moment', () => {
    const { time, clock, after, names } = setUp();
    const tasks = ['a', 'b', 'c'].map((name) => after(10, name));
    clock.cancel(tasks[1]);
    time.advance(10);
    expect(names()).toEqual(['a', 'c']);
  });

  it('may be all that one owner waits for', () => {
    const { time, clock, after, names } = setUp();
    const [one, other] = [{}, {}];
    after(10, 'a', one);
    after(20, 'b', other);
    after(30, 'c', one);
    clock.cancelAll(one);
    time.advance(100);
    expect(names()).toEqual(['b']);
    after(10, 'd', one);
    clock.cancelAll(one);
    expect(time.timers()).toBe(0);
  });

  it('may be what is due in the same moment', () => {
    const { time, clock, after, names } = setUp();
    const owner = {};
    clock.after(10, {}, () => clock.cancelAll(owner));
    after(10, 'a', owner);
    time.advance(10);
    expect([names(), time.timers()]).toEqual([[], 0]);
  });

  it('is everything when the clock is stopped, from within a deadline too', () => {
    const { time, clock, after, names } = setUp();
    clock.after(10, {}, () => clock.stop());
    after(10, 'a');
    after(20, 'b');
    time.advance(100);
    expect([names(), time.timers()]).toEqual([[], 0]);
  });
});

describe('runOverdue()', () => {
  it('runs what is overdue in the order of the deadlines, and nothing else', () => {
    const { time, clock, ran, after } = setUp();
    after(2_000, 'b');
    after(1_000, 'a');
    after(60_000, 'c');
    time.sleep(5_000);
    clock.runOverdue();
    expect(ran).toEqual([
      ['a', 4_000],
      ['b', 3_000],
    ]);
    clock.runOverdue();
    expect(ran).toHaveLength(2);
    time.advance(55_000);
    expect(ran).toHaveLength(3);
  });

  it('runs nothing before its time', () => {
    const { time, clock, names, after } = setUp();
    after(1_000, 'a');
    time.advance(999);
    clock.runOverdue();
    expect(names()).toEqual([]);
  });

  it('within a deadline does not run the next one twice, nor out of turn', () => {
    const { time, clock, names, after } = setUp();
    clock.after(10, {}, () => clock.runOverdue());
    after(10, 'a');
    after(11, 'b');
    time.sleep(5);
    time.advance(10);
    expect(names()).toEqual(['a', 'b']);
    expect(time.timers()).toBe(0);
  });
});

describe('a client', () => {
  it.each([{}, { rotation: false as const }, { limits: false as const }])('finds a sleep with %j too', (options) => {
    const { time, backend } = openClient({ ...options, environment: false });
    time.advance(20_000);
    time.sleep(3_600_000);
    time.advance(40_000);
    // The old connection may be dead: the next one is opened in its place.
    expect(backend.sockets.length).toBe(2);
  });
});

it('a sleep that the late timers show replaces the connection once, with the page that is visible again', () => {
  const { time, environment, events } = openClient();
  time.advance(20_000);
  time.sleep(3_600_000);
  // The timers come first, then the event of the page.
  time.advance(6_000);
  environment.next('wake');
  time.advance(60_000);
  expect(events.filter(({ type }) => type === 'rotating')).toHaveLength(1);
});
