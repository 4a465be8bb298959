import { Clock } from '../../lib/clock';
import { SendError } from '../../lib/errors';
import type { Outgoing } from '../../lib/sending/encode';
import { Outbox, type FaultSink } from '../../lib/sending/outbox';
import type { Writable } from '../../lib/sending/send-buffer';
import { Sender, type Route } from '../../lib/sending/sender';
import { thrown } from '../support/thrown';
import { openClient, virtualClient } from '../support/virtual-client';
import { virtualTime } from '../support/virtual-time';

/** A connection that notes the names of what it is given. */
class Line implements Writable {
  writable = true;
  bufferedAmount = 0;
  sent = 0;
  readonly names: string[] = [];
  onSend: () => void = () => undefined;

  send(text: string): void {
    const { action } = JSON.parse(text) as { readonly action: string };
    this.sent += 1;
    this.names.push(action);
    this.onSend();
  }

  sendOwn(text: string): void {
    this.send(text);
  }
}

const setUp = (capacity = 10) => {
  const time = virtualTime();
  const clock = new Clock(time);
  const lost: string[] = [];
  const faults: FaultSink = {
    report: (faults) => {
      for (const fault of faults) if (fault.type === 'undelivered') lost.push(`${fault.name} ${fault.reason}`);
    },
  };
  const destination: { channel: string | undefined } = { channel: 'a' };
  const outbox = new Outbox<Line>({ capacity, ttl: 1_000, overflow: 'drop-oldest' }, clock, faults);
  const sender = new Sender<Line>({ route: undefined, messageBytes: 100, destination, outbox, faults }, clock);
  const send = (...names: readonly string[]) => names.map((name) => sender.send({ name }));
  const sendVolatile = (name: string) => sender.send({ name }, true);
  /** What is sent goes to a line from now on. */
  const routeTo = (link: Line, options: Partial<Route<Line>> = {}) =>
    sender.route({ link, channel: 'a', pace: 'all', remembered: false, ...options });
  /** A connection opens and takes over. */
  const attach = (link: Line, first: readonly Outgoing[] = [], options: Partial<Route<Line>> = {}) => {
    sender.greet(link, first);
    sender.takeOver('a');
    routeTo(link, options);
  };
  return { time, sender, outbox, send, sendVolatile, routeTo, attach, lost, destination };
};

describe('what is sent', () => {
  it('goes out at once on the open connection, and waits while there is none', () => {
    const { attach, send } = setUp();
    const line = new Line();
    expect(send('1')).toEqual(['queued']);
    attach(line);
    expect(send('2')).toEqual(['sent']);
    expect(line.names).toEqual(['1', '2']);
  });

  it('waits when the connection is closing, and goes out on the next one', () => {
    const { attach, send } = setUp();
    const first = new Line();
    attach(first);
    first.writable = false;
    expect(send('1')).toEqual(['queued']);
    const second = new Line();
    attach(second);
    expect([first.names, second.names]).toEqual([[], ['1']]);
  });

  it('comes behind what a connection says first', () => {
    const { attach, send } = setUp();
    send('waited');
    const line = new Line();
    attach(line, [{ name: 'hello' }, { name: 'again' }]);
    expect(line.names).toEqual(['hello', 'again', 'waited']);
  });

  it('keeps its order when more is sent in the middle of what waited', () => {
    const { attach, send } = setUp();
    send('1', '2');
    const line = new Line();
    const late = ['3', '4'];
    line.onSend = () => {
      const next = late.shift();
      if (next) send(next);
    };
    attach(line);
    expect(line.names).toEqual(['1', '2', '3', '4']);
    expect(send('5')).toEqual(['sent']);
  });

  it('goes back to the older connection when that takes over again, with nothing said first', () => {
    const { attach, routeTo, send } = setUp();
    const older = new Line();
    const newer = new Line();
    attach(older, [{ name: 'hello' }]);
    attach(newer, [{ name: 'hello' }]);
    newer.writable = false;
    send('1');
    routeTo(older);
    expect(send('2')).toEqual(['sent']);
    expect([older.names, newer.names]).toEqual([['hello', '1', '2'], ['hello']]);
  });

  it('is refused after close()', () => {
    const { sender, attach, send, outbox } = setUp();
    attach(new Line());
    sender.close();
    const error = thrown(() => send('1'));
    expect(error).toBeInstanceOf(SendError);
    expect(error).toMatchObject({ kind: 'closed' });
    expect(outbox.pending).toBe(false);
  });

  it('is refused where a handler of what was overdue closes the socket', () => {
    const { time, socket, backend, faults, timers } = openClient();
    backend.handshakes.push('hang', 'hang', 'hang');
    backend.drop();
    socket.send('say', { n: 1 });
    socket.faults$.subscribe(({ type }) => {
      if (type === 'undelivered') socket.close();
    });
    time.sleep(61_000);
    expect(thrown(() => socket.send('say', { n: 2 }))).toMatchObject({ name: 'SendError', kind: 'closed' });
    expect(socket.status.state).toBe('closed');
    expect([timers(), faults.length]).toEqual([0, 1]);
  });

  it('is refused before anything is queued, when it can never be sent', () => {
    const { sender, outbox } = setUp();
    expect(thrown(() => sender.send({ name: 'x'.repeat(200) }))).toMatchObject({ kind: 'too-large' });
    expect(outbox.pending).toBe(false);
  });
});

describe('what is sent belongs to the channel that was current', () => {
  it('so it waits for that channel, and the open connection of another takes none of it', () => {
    const { attach, send, destination } = setUp();
    const a = new Line();
    attach(a);
    destination.channel = 'b';
    expect(send('for b')).toEqual(['queued']);
    const b = new Line();
    attach(b, [], { channel: 'b' });
    expect(send('now')).toEqual(['sent']);
    expect([a.names, b.names]).toEqual([[], ['for b', 'now']]);
  });

  it('and what waits for a channel that was left does not hold up the others', () => {
    const { time, attach, send, destination, lost } = setUp();
    send('for a');
    destination.channel = 'b';
    const b = new Line();
    attach(b, [], { channel: 'b' });
    expect(send('for b')).toEqual(['sent']);
    time.advance(1_000);
    expect(lost).toEqual(['for a expired']);
    expect(b.names).toEqual(['for b']);
  });
});

describe('the loss of a connection', () => {
  it('is told of what it still held', () => {
    const { sender, attach, send, lost } = setUp();
    const line = new Line();
    line.onSend = () => (line.bufferedAmount += 10);
    attach(line);
    send('1', '2');
    line.bufferedAmount = 10;
    sender.lost(line, 1_006, false);
    expect(lost).toEqual(['2 unconfirmed']);
  });

  it('is told of a first message that was too large, which would be so again and again', () => {
    const { sender, attach, lost } = setUp();
    const line = new Line();
    attach(line, [{ name: 'hello' }]);
    sender.lost(line, 1_009, false);
    expect(lost).toEqual(['hello too-large']);
  });

  it('of one that nothing was written on says nothing', () => {
    const { sender, lost } = setUp();
    sender.lost(new Line(), 1_009, false);
    expect(lost).toEqual([]);
  });

  it('leaves what is sent next to the outbox', () => {
    const { sender, attach, send } = setUp();
    const line = new Line();
    attach(line);
    sender.lost(line, 1_006, false);
    expect([send('1'), line.names]).toEqual([['queued'], []]);
  });
});

describe('a connection on trial', () => {
  it('takes one message, and the others wait until it takes all', () => {
    const { attach, routeTo, send } = setUp();
    const line = new Line();
    attach(line, [], { pace: 'one', remembered: true });
    expect(send('1', '2', '3')).toEqual(['sent', 'queued', 'queued']);
    expect(line.names).toEqual(['1']);
    routeTo(line, { pace: 'none', remembered: true });
    expect([send('4'), line.names]).toEqual([['queued'], ['1']]);
    routeTo(line);
    expect(line.names).toEqual(['1', '2', '3', '4']);
  });

  it('takes one of those that waited, the oldest', () => {
    const { attach, send } = setUp();
    const line = new Line();
    send('1', '2');
    attach(line, [], { pace: 'one', remembered: true });
    expect([send('3'), line.names]).toEqual([['queued'], ['1']]);
  });
});

describe('what was sent on a connection before it was proven', () => {
  const remembering = () => {
    const kit = setUp();
    const line = new Line();
    kit.attach(line, [{ name: 'hello' }], { remembered: true });
    kit.send('1', '2');
    return { ...kit, line };
  };

  it('is unconfirmed when the connection is given up, and that once', () => {
    const { sender, line, lost } = remembering();
    sender.giveUp(line);
    expect(lost).toEqual(['1 unconfirmed', '2 unconfirmed']);
    sender.giveUp(line);
    sender.lost(line, 1_006, true);
    expect(lost).toHaveLength(2);
  });

  it('is unconfirmed when the connection is lost in doubt, each message once', () => {
    const { sender, attach, send, lost } = setUp();
    const line = new Line();
    line.onSend = () => (line.bufferedAmount += 10);
    attach(line, [], { remembered: true });
    send('1', '2');
    line.bufferedAmount = 10;
    sender.lost(line, 1_006, true);
    expect(lost).toEqual(['2 unconfirmed', '1 unconfirmed']);
  });

  it('is no loss of a connection that was lost and not in doubt', () => {
    const { sender, line, lost } = remembering();
    sender.lost(line, 1_006, false);
    expect(lost).toEqual([]);
  });

  it('is forgotten once the connection is proven', () => {
    const { sender, routeTo, line, send, lost } = remembering();
    routeTo(line, { remembered: false });
    send('3');
    sender.giveUp(line);
    sender.lost(line, 1_006, true);
    expect(lost).toEqual([]);
  });
});

describe('a host whose socket throws in the middle of what waited', () => {
  const setUpThrowing = () => {
    const kit = setUp(1);
    const line = new Line();
    line.onSend = () => {
      throw new Error('InvalidStateError');
    };
    kit.send('1');
    expect(thrown(() => kit.attach(line))).toMatchObject({ message: 'InvalidStateError' });
    line.onSend = () => undefined;
    return { ...kit, line };
  };

  it('holds up nothing that is sent then', () => {
    const { send, line } = setUpThrowing();
    expect(send('2')).toEqual(['sent']);
    expect(line.names).toEqual(['1', '2']);
  });

  it('leaves the message to the next connection', () => {
    const { attach, outbox, lost, line } = setUpThrowing();
    line.writable = false;
    const next = new Line();
    attach(next);
    expect([next.names, outbox.pending, lost]).toEqual([['1'], false, []]);
  });

  it('leaves the message in the outbox, which is bounded and can give it up', () => {
    const { send, outbox, lost, line } = setUpThrowing();
    line.writable = false;
    send('2');
    expect(lost).toEqual(['1 overflow']);
    outbox.abandon('failed');
    expect([lost, outbox.pending]).toEqual([['1 overflow', '2 failed'], false]);
  });
});

describe('a volatile message', () => {
  it('goes out on the open connection, and is dropped with no report where it could not go out now', () => {
    const { time, attach, routeTo, sendVolatile, outbox, lost, destination } = setUp();
    expect(sendVolatile('1')).toBe('dropped');
    const line = new Line();
    attach(line);
    expect(sendVolatile('2')).toBe('sent');
    routeTo(line, { pace: 'none' });
    expect(sendVolatile('3')).toBe('dropped');
    routeTo(line);
    destination.channel = 'b';
    expect(sendVolatile('4')).toBe('dropped');
    destination.channel = 'a';
    line.writable = false;
    expect(sendVolatile('5')).toBe('dropped');
    time.advance(10_000);
    expect([line.names, outbox.pending, lost]).toEqual([['2'], false, []]);
  });
});

describe('what is sent while a connection takes over', () => {
  it('goes out on that connection in the same turn, behind what waited, volatile or not', () => {
    const { sender, attach, routeTo, send, sendVolatile } = setUp();
    const older = new Line();
    const newer = new Line();
    attach(older);
    older.writable = false;
    send('1');
    sender.greet(newer, [{ name: 'hello' }]);
    sender.takeOver('a');
    expect([send('2'), sendVolatile('3')]).toEqual([['queued'], 'queued']);
    expect(newer.names).toEqual(['hello']);
    routeTo(newer);
    expect([older.names, newer.names]).toEqual([[], ['hello', '1', '2', '3']]);
    expect(send('4')).toEqual(['sent']);
  });

  it('is dropped where it is volatile and would wait, because the connection is on trial: one message goes out', () => {
    const { sender, routeTo, sendVolatile, outbox } = setUp();
    const line = new Line();
    sender.takeOver('a', 'one');
    expect(['1', '2'].map(sendVolatile)).toEqual(['queued', 'dropped']);
    routeTo(line, { pace: 'one' });
    expect([line.names, outbox.pending]).toEqual([['1'], false]);
  });

  it('is dropped where it is volatile and for another channel, and bounded as ever', () => {
    const { sender, routeTo, send, sendVolatile, lost, outbox, destination } = setUp(1);
    const line = new Line();
    sender.takeOver('a');
    destination.channel = 'b';
    expect(sendVolatile('1')).toBe('dropped');
    send('2', '3');
    expect(lost).toEqual(['2 overflow']);
    routeTo(line);
    expect([line.names, outbox.pending]).toEqual([[], true]);
  });

  it('is not bounded by the capacity of the outbox, which is for what waits', () => {
    const { sender, routeTo, send, lost } = setUp(1);
    const line = new Line();
    send('1');
    sender.takeOver('a');
    send('2', '3');
    routeTo(line);
    expect([line.names, lost]).toEqual([['1', '2', '3'], []]);
    line.writable = false;
    send('4', '5');
    expect(lost).toEqual(['4 overflow']);
  });

  it('waits as ever where the takeover itself leads to a suspension, which ends the connection', () => {
    const { time, socket, environment, faults } = virtualClient({ outbox: { capacity: 1 } });
    socket.opened$.subscribe(() => environment.next('suspend'));
    socket.connect();
    time.advance(1_000);
    expect(socket.status).toEqual({ state: 'paused', reason: 'suspended' });
    expect(socket.send('say', { n: 1 }, { volatile: true })).toBe('dropped');
    socket.send('say', { n: 2 });
    socket.send('say', { n: 3 });
    expect(faults).toMatchObject([{ type: 'undelivered', params: { n: 2 }, reason: 'overflow' }]);
  });
});
