import { Subject } from 'rxjs';
import { slept } from '../../lib/connection/sleep-watch';
import { recorded } from '../support/recorded';
import { virtualTime } from '../support/virtual-time';

const watching = () => {
  const time = virtualTime();
  const life = new Subject<string>();
  const sleeps = recorded(slept(life, time));
  return { time, life, sleeps };
};

describe('the watch for a sleep that no event told of', () => {
  it('says nothing of a machine that is awake, with one timer', () => {
    const { time, sleeps } = watching();
    for (let hour = 0; hour < 48; hour += 1) {
      time.advance(3_600_000);
      expect(time.timers()).toBe(1);
    }
    expect(sleeps.values).toHaveLength(0);
  });

  it('finds a sleep of more than 90 s within 30 s of its end, and says so once', () => {
    const { time, sleeps } = watching();
    time.advance(10_000);
    time.sleep(91_000);
    expect(sleeps.values).toHaveLength(0);
    time.advance(30_000);
    expect(sleeps.values).toHaveLength(1);
    time.advance(600_000);
    expect(sleeps.values).toHaveLength(1);
    time.sleep(8 * 3_600_000);
    time.advance(30_000);
    expect(sleeps.values).toHaveLength(2);
  });

  it('takes no pause for one that the throttled timers of a hidden tab may make', () => {
    const { time, sleeps } = watching();
    for (let tick = 0; tick < 60; tick += 1) {
      // A tick that comes after a minute and not after 30 s.
      time.sleep(30_000);
      time.advance(30_000);
    }
    expect(sleeps.values).toHaveLength(0);
  });

  it('finds it at the first sign of life, and does not find the same one again', () => {
    const { time, life, sleeps } = watching();
    life.next('wake');
    time.sleep(3_600_000);
    life.next('wake');
    expect(sleeps.values).toHaveLength(1);
    life.next('wake');
    time.advance(120_000);
    expect(sleeps.values).toHaveLength(1);
  });

  it('is not confused by a clock that is set back', () => {
    const { time, sleeps } = watching();
    time.advance(60_000);
    time.sleep(-3_600_000);
    time.advance(120_000);
    expect(sleeps.values).toHaveLength(0);
    time.sleep(100_000);
    time.advance(30_000);
    expect(sleeps.values).toHaveLength(1);
  });

  it('leaves no timer and no listener', () => {
    const { time, life, sleeps } = watching();
    sleeps.stop();
    expect([time.timers(), life.observed]).toEqual([0, false]);
  });
});
