import fc from 'fast-check';
import { Clock } from '../../../lib/clock';
import { whenRotationIsDue, type Lead, type TimeLimits } from '../../../lib/connection/rotation-due';
import { openClient } from '../../support/virtual-client';
import { virtualTime } from '../../support/virtual-time';

const LIMITS: TimeLimits = { idle: 600_000, age: 7_200_000 };
const LEAD: Lead = { ahead: 600_000, idleAhead: 60_000, spread: 300_000 };

const due = (chance: number, { limits = LIMITS, lead = LEAD }: { limits?: TimeLimits; lead?: Lead } = {}) => {
  const time = virtualTime(() => chance);
  const link = { lastActive: 0 };
  const clock = new Clock(time);
  const owner = {};
  const said: string[] = [];
  whenRotationIsDue(link, limits, lead, { clock, owner, due: (why) => said.push(why) });
  return { time, link, said, stop: () => clock.cancelAll(owner) };
};

describe('a connection is due', () => {
  it.each([
    [0, 6_600_000],
    [0.5, 6_450_000],
    [0.999, 6_300_300],
  ])('ahead of its age limit, earlier by a random part of the spread: chance %d, after %d ms', (chance, after) => {
    const { time, said } = due(chance, { limits: { ...LIMITS, idle: Infinity } });
    time.advance(after - 1);
    expect(said).toEqual([]);
    time.advance(1);
    expect([said, time.timers()]).toEqual([['age'], 0]);
  });

  it.each([
    [0, 540_000],
    [0.5, 510_000],
    [0.999, 480_060],
  ])('ahead of its idle limit, earlier by a random part of the same: chance %d, after %d ms', (chance, after) => {
    const { time, said } = due(chance);
    time.advance(after - 1);
    expect(said).toEqual([]);
    time.advance(1);
    expect([said, time.timers()]).toEqual([['idle'], 0]);
  });

  it('for its idle limit counted from the last message, and for its age whatever comes', () => {
    const { time, link, said } = due(0.5);
    time.advance(400_000);
    link.lastActive = 400_000;
    time.advance(509_999);
    expect(said).toEqual([]);
    time.advance(1);
    expect(said).toEqual(['idle']);

    const busy = due(0.5);
    for (let second = 0; second < 6_449; second += 1) {
      busy.link.lastActive = busy.time.scheduler.now();
      busy.time.advance(1_000);
    }
    expect(busy.said).toEqual([]);
    busy.time.advance(1_000);
    expect(busy.said).toEqual(['age']);
  });

  it('with one timer, however many messages come', () => {
    const { time, link, stop } = due(0.5);
    let scheduled = 0;
    const schedule = time.scheduler.schedule.bind(time.scheduler);
    time.scheduler.schedule = (...args: Parameters<typeof schedule>) => {
      scheduled += 1;
      return schedule(...args);
    };
    for (let second = 0; second < 6_000; second += 1) {
      link.lastActive = time.scheduler.now();
      time.advance(1_000);
      expect(time.timers()).toBe(1);
    }
    // One for each tick of 5 s, and for each time that the idle limit seemed near, and none for a message.
    expect(scheduled).toBeLessThan(1_200 + 20);
    stop();
    expect(time.timers()).toBe(0);
  });

  it('never with Infinity for both limits, and then there is no timer', () => {
    const { time, said } = due(0.5, { limits: { idle: Infinity, age: Infinity } });
    expect(time.timers()).toBe(0);
    time.advance(30 * 86_400_000);
    expect(said).toEqual([]);
  });

  it('for the one limit where the other is Infinity', () => {
    const { time, said } = due(0, { limits: { idle: 600_000, age: Infinity } });
    time.advance(540_000);
    expect(said).toEqual(['idle']);
  });

  it('after a limit too that is longer than a timer can hold', () => {
    const month = 30 * 86_400_000;
    const time = virtualTime(() => 0);
    let longest = 0;
    const schedule = time.scheduler.schedule.bind(time.scheduler);
    time.scheduler.schedule = (...args: Parameters<typeof schedule>) => {
      longest = Math.max(longest, args[1] ?? 0);
      return schedule(...args);
    };
    const said: string[] = [];
    const limits = { idle: Infinity, age: month };
    whenRotationIsDue({ lastActive: 0 }, limits, LEAD, {
      clock: new Clock(time),
      owner: {},
      due: (why) => said.push(why),
    });
    // Most of it by a sleep, because the clock ticks every 5 s.
    time.advance(3_600_000);
    time.sleep(month - 3_600_000 - 600_001);
    time.advance(0);
    expect(said).toEqual([]);
    time.advance(5_000);
    expect(said).toEqual(['age']);
    // A host fires a timer at once that is longer than 31 bits of ms.
    expect(longest).toBeLessThan(2 ** 31);
  });

  it('for its age when a sleep has carried it past both limits', () => {
    const { time, said } = due(0);
    time.advance(100_000);
    time.sleep(8_000_000);
    time.advance(440_000);
    expect(said).toEqual(['age']);
  });

  it('in the second half of any limit, however short, and before it whenever there is a lead', () => {
    const lead = fc.record({
      ahead: fc.integer({ min: 0, max: 700_000 }),
      idleAhead: fc.integer({ min: 0, max: 700_000 }),
      spread: fc.integer({ min: 0, max: 700_000 }),
    });
    const limit = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 8_000_000 }));
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(lead, limit, limit, chance, (given, idle, age, drawn) => {
        const { time, said } = due(drawn, { limits: { idle, age }, lead: given });
        time.advance(Math.floor(Math.min(idle, age) / 2) - 1);
        expect(said).toEqual([]);
        time.advance(Math.ceil(Math.min(idle, age) / 2) + 1);
        expect(said).toHaveLength(1);
      }),
    );
  });
});

describe('a client', () => {
  it('moves its idle limit on with what it sends, and with what it receives', () => {
    const sending = openClient();
    const hearing = openClient();
    for (let minute = 0; minute < 100; minute += 1) {
      sending.socket.send('say', { n: minute });
      hearing.broadcast(minute);
      for (const { time } of [sending, hearing]) time.advance(60_000);
    }
    expect([sending.backend.sockets.length, hearing.backend.sockets.length]).toEqual([1, 1]);
  });

  it('rotates nothing with limits: false, and holds no timer for it', () => {
    const { time, backend, timers } = openClient({ limits: false });
    expect(timers()).toBe(1);
    time.advance(86_400_000);
    expect(backend.sockets).toHaveLength(1);
  });

  it('has one timer while it is open and idle, and after each rotation again', () => {
    const { time, backend, timers } = openClient();
    for (let hour = 0; hour < 6; hour += 1) {
      expect(timers()).toBe(1);
      // Into the middle of the next wait, past the overlap of the rotation before.
      time.advance(hour === 0 ? 540_000 : 510_080);
    }
    expect(backend.sockets.length).toBeGreaterThan(4);
  });
});
