import { Clock } from '../../lib/clock';
import { Item } from '../../lib/sending/item';
import { SendBuffer, type Writable } from '../../lib/sending/send-buffer';
import { virtualTime } from '../support/virtual-time';

/** A host whose turns end when the spec says so, and that counts how often its clock is read. */
const setUp = () => {
  const time = virtualTime();
  const ends: (() => void)[] = [];
  let reads = 0;
  const now = () => {
    reads += 1;
    return time.scheduler.now();
  };
  const scheduler = { now, schedule: time.scheduler.schedule.bind(time.scheduler) };
  const clock = new Clock({ scheduler, random: time.random, afterTurn: (run) => ends.push(run) });
  const endTurn = () => {
    for (const run of ends.splice(0)) run();
  };
  return { time, clock, endTurn, reads: () => reads };
};

describe('in one turn of the event loop', () => {
  it('the clock of the host is read once, however many frames and messages there are', () => {
    const { clock, endTurn, reads } = setUp();
    const before = reads();
    for (let n = 0; n < 100; n += 1) clock.turn();
    const inOneTurn = reads() - before;
    endTurn();
    clock.turn();
    expect([inOneTurn, reads() - before]).toEqual([1, 2]);
  });

  it('what is overdue runs before the first of them', () => {
    const { time, clock } = setUp();
    const ran: string[] = [];
    clock.after(1_000, {}, () => ran.push('due'));
    time.sleep(2_000);
    clock.turn();
    expect(ran).toEqual(['due']);
  });

  it('bufferedAmount is read at its ends alone, and the messages of the turn share the bytes', () => {
    const { clock, endTurn } = setUp();
    let [reads, bytes] = [0, 0];
    const link: Writable = {
      writable: true,
      sent: 0,
      get bufferedAmount() {
        reads += 1;
        return bytes;
      },
      send: (text) => void (bytes += text.length + 6),
      sendOwn: () => undefined,
    };
    const buffer = new SendBuffer(link, clock);
    for (const name of ['a', 'b', 'c']) buffer.write(new Item(name, undefined, undefined, '0123456789'), false);
    endTurn();
    expect(reads).toBe(2);
    bytes -= 32;
    expect(buffer.lost(1_006).map(([{ name }]) => name)).toEqual(['c']);
  });
});
