import { Subject } from 'rxjs';
import { SendError } from '../../lib/errors';
import { createOutbox } from '../../lib/sending/outbox';
import { createSender } from '../../lib/sending/sender';
import type { Writable } from '../../lib/sending/wire';
import { thrown } from '../support/thrown';
import { virtualTime } from '../support/virtual-time';

/** A connection that notes the names of what it is given. */
class Line implements Writable {
  writable = true;
  bufferedAmount = 0;
  readonly sent = 0;
  readonly names: string[] = [];
  onSend: () => void = () => undefined;

  send(text: string): void {
    const { action } = JSON.parse(text) as { readonly action: string };
    this.names.push(action);
    this.onSend();
  }
}

const setUp = () => {
  const time = virtualTime();
  const closed$ = new Subject<void>();
  const lost: string[] = [];
  const state: { channel: string | undefined; closed: boolean } = { channel: 'a', closed: false };
  const undelivered = ({ name }: { readonly name: string }, reason: string) => lost.push(`${name} ${reason}`);
  const outbox = createOutbox<Line>({ capacity: 10, ttl: 1_000, overflow: 'drop-oldest' }, time, undelivered, closed$);
  const sender = createSender<Line>(
    {
      route: undefined,
      messageBytes: 100,
      channel: () => state.channel,
      outbox,
      undelivered,
      isClosed: () => state.closed,
      closed$,
    },
    time,
  );
  const send = (...names: readonly string[]) => names.map((name) => sender.send({ name }));
  return { time, sender, outbox, send, lost, state };
};

describe('what is sent', () => {
  it('goes out at once on the open connection, and waits while there is none', () => {
    const { sender, send } = setUp();
    const line = new Line();
    expect(send('1')).toEqual(['queued']);
    sender.attach(line, [], 'a');
    expect(send('2')).toEqual(['sent']);
    expect(line.names).toEqual(['1', '2']);
  });

  it('waits when the connection is closing, and goes out on the next one', () => {
    const { sender, send } = setUp();
    const first = new Line();
    sender.attach(first, [], 'a');
    first.writable = false;
    expect(send('1')).toEqual(['queued']);
    const second = new Line();
    sender.attach(second, [], 'a');
    expect([first.names, second.names]).toEqual([[], ['1']]);
  });

  it('comes behind what a connection says first', () => {
    const { sender, send } = setUp();
    send('waited');
    const line = new Line();
    sender.attach(line, [{ name: 'hello' }, { name: 'again' }], 'a');
    expect(line.names).toEqual(['hello', 'again', 'waited']);
  });

  it('keeps its order when more is sent in the middle of what waited', () => {
    const { sender, send } = setUp();
    send('1', '2');
    const line = new Line();
    const late = ['3', '4'];
    line.onSend = () => {
      const next = late.shift();
      if (next) send(next);
    };
    sender.attach(line, [], 'a');
    expect(line.names).toEqual(['1', '2', '3', '4']);
    expect(send('5')).toEqual(['sent']);
  });

  it('goes back to the older connection when that takes over again, with nothing said first', () => {
    const { sender, send } = setUp();
    const older = new Line();
    const newer = new Line();
    sender.attach(older, [{ name: 'hello' }], 'a');
    sender.attach(newer, [{ name: 'hello' }], 'a');
    newer.writable = false;
    send('1');
    sender.attach(older);
    expect(send('2')).toEqual(['sent']);
    expect([older.names, newer.names]).toEqual([['hello', '1', '2'], ['hello']]);
  });

  it('is refused after close()', () => {
    const { send, state, outbox } = setUp();
    state.closed = true;
    const error = thrown(() => send('1'));
    expect(error).toBeInstanceOf(SendError);
    expect(error).toMatchObject({ kind: 'closed' });
    expect(outbox.pending).toBe(false);
  });

  it('is refused before anything is queued, when it can never be sent', () => {
    const { sender, outbox } = setUp();
    expect(thrown(() => sender.send({ name: 'x'.repeat(200) }))).toMatchObject({ kind: 'too-large' });
    expect(outbox.pending).toBe(false);
  });
});

describe('what is sent belongs to the channel that was current', () => {
  it('so it waits for that channel, and the open connection of another takes none of it', () => {
    const { sender, send, state } = setUp();
    const a = new Line();
    sender.attach(a, [], 'a');
    state.channel = 'b';
    expect(send('for b')).toEqual(['queued']);
    const b = new Line();
    sender.attach(b, [], 'b');
    expect(send('now')).toEqual(['sent']);
    expect([a.names, b.names]).toEqual([[], ['for b', 'now']]);
  });

  it('and what waits for a channel that was left does not hold up the others', () => {
    const { time, sender, send, state, lost } = setUp();
    send('for a');
    state.channel = 'b';
    const b = new Line();
    sender.attach(b, [], 'b');
    expect(send('for b')).toEqual(['sent']);
    time.advance(1_000);
    expect(lost).toEqual(['for a expired']);
    expect(b.names).toEqual(['for b']);
  });
});

describe('the loss of a connection', () => {
  it('is told of what it still held', () => {
    const { sender, send, lost } = setUp();
    const line = new Line();
    line.onSend = () => (line.bufferedAmount += 10);
    sender.attach(line, [], 'a');
    send('1', '2');
    line.bufferedAmount = 10;
    sender.lost(line, 1_006);
    expect(lost).toEqual(['2 unconfirmed']);
  });

  it('is told of a first message that was too large, which would be so again and again', () => {
    const { sender, lost } = setUp();
    const line = new Line();
    sender.attach(line, [{ name: 'hello' }], 'a');
    sender.lost(line, 1_009);
    expect(lost).toEqual(['hello too-large']);
  });

  it('of one that nothing was written on says nothing', () => {
    const { sender, lost } = setUp();
    sender.lost(new Line(), 1_009);
    expect(lost).toEqual([]);
  });
});
