import { Clock } from '../../lib/clock';
import { Item } from '../../lib/sending/item';
import { SendBuffer, type Writable } from '../../lib/sending/send-buffer';
import { virtualTime } from '../support/virtual-time';

const item = (name: string, text = '0123456789') => new Item<Pipe>(name, undefined, undefined, text);

/** A host that keeps what it is given until it is told to send it. */
class Pipe implements Writable {
  writable = true;
  bufferedAmount = 0;
  sent = 0;

  constructor(readonly buffers = true) {}

  send(text: string): void {
    this.sent += 1;
    if (this.buffers) this.bufferedAmount += text.length;
  }

  sendOwn(text: string): void {
    this.send(text);
  }

  flush(bytes = this.bufferedAmount): void {
    this.bufferedAmount -= bytes;
  }
}

const setUp = (pipe = new Pipe()) => {
  const time = virtualTime();
  const clock = new Clock(time);
  const buffer = new SendBuffer(pipe, clock);
  const write = (...names: readonly string[]) => {
    for (const name of names) buffer.write(item(name), false);
  };
  const lost = (code = 1_006) => {
    pipe.writable = false;
    return buffer.lost(code).map(([{ name }, reason]) => `${name} ${reason}`);
  };
  return { pipe, time, clock, buffer, write, lost };
};

describe('what a lost connection still held is unconfirmed', () => {
  it('and what had left is not', () => {
    const { pipe, write, lost } = setUp();
    write('a', 'b', 'c');
    pipe.flush(20);
    expect(lost()).toEqual(['c unconfirmed']);
  });

  it('nor what was stuck for a while and had left before the next was handed over', () => {
    const { time, pipe, write, lost } = setUp();
    write('a');
    time.advance(300);
    pipe.flush();
    write('b');
    // The host has forgotten its bytes by the time it says that the socket is lost.
    pipe.flush();
    expect(lost()).toEqual([]);
  });

  it('in part too', () => {
    const { pipe, write, lost } = setUp();
    write('a', 'b');
    pipe.flush(11);
    expect(lost()).toEqual(['b unconfirmed']);
  });

  it('nothing where the host had sent it all', () => {
    const { pipe, write, lost } = setUp();
    write('a', 'b');
    pipe.flush();
    expect(lost()).toEqual([]);
  });

  it('nothing where the host keeps nothing back', () => {
    const { write, lost } = setUp(new Pipe(false));
    write('a', 'b');
    expect(lost()).toEqual([]);
  });

  it('counted in the bytes of the host, which may be more than those of the text', () => {
    const pipe = new Pipe();
    pipe.send = (text) => {
      pipe.bufferedAmount += text.length + 6;
    };
    const { write, lost } = setUp(pipe);
    write('a', 'b', 'c');
    pipe.flush(32);
    expect(lost()).toEqual(['c unconfirmed']);
  });

  it('what somebody else wrote on it is nobody’s here', () => {
    const { pipe, write, lost } = setUp();
    write('a');
    pipe.send('a ping');
    pipe.flush(10);
    write('b');
    pipe.flush(16);
    expect(lost()).toEqual([]);
  });

  it('also by a host that has forgotten its bytes by then, as Node: what it had held for a while', () => {
    const { pipe, time, write, lost } = setUp();
    write('a');
    pipe.flush();
    write('b', 'c');
    time.advance(300);
    write('d');
    pipe.flush();
    expect(lost()).toEqual(['b unconfirmed', 'c unconfirmed']);
  });
});

describe('a turn of the event loop in which messages are written', () => {
  /** {@link setUp} on a host whose turn ends when the spec says so. */
  const inTurns = (pipe = new Pipe()) => {
    const time = virtualTime();
    const ends: (() => void)[] = [];
    const clock = new Clock({ ...time, afterTurn: (run) => ends.push(run) });
    const buffer = new SendBuffer(pipe, clock);
    const write = (name: string) => buffer.write(item(name), false);
    const endTurn = () => {
      for (const run of ends.splice(0)) run();
    };
    const lost = () => {
      pipe.writable = false;
      return buffer.lost(1_006).map(([{ name }]) => name);
    };
    return { time, pipe, clock, buffer, write, endTurn, lost };
  };

  it('may be so long that the buffer is polled in it: what the host still holds stays held', () => {
    const { time, pipe, clock, write, endTurn, lost } = inTurns();
    write('gone');
    write('stuck');
    endTurn();
    pipe.flush(10);
    write('last');
    time.sleep(300);
    clock.runOverdue();
    endTurn();
    expect(lost()).toEqual(['stuck', 'last']);
  });

  it('may be the one in which a host that forgets its bytes reports the loss: what was stuck is unconfirmed', () => {
    const { time, pipe, write, endTurn, lost } = inTurns();
    write('stuck');
    endTurn();
    time.advance(300);
    write('last');
    pipe.flush();
    expect(lost()).toEqual(['stuck']);
  });

  it.each([
    ['closed by us', ({ buffer }: ReturnType<typeof inTurns>) => buffer.release()],
    ['lost', ({ lost }: ReturnType<typeof inTurns>) => void lost()],
  ])('leaves no timer where the connection is %s in it', (_name, end) => {
    const kit = inTurns();
    kit.write('a');
    end(kit);
    kit.endTurn();
    expect(kit.time.timers()).toBe(0);
  });

  it('ends as any other where the socket throws, and what was not written is not held', () => {
    const { pipe, write, endTurn, lost } = inTurns();
    const { send } = pipe;
    pipe.send = () => {
      throw new Error('not now');
    };
    expect(() => write('a')).toThrow('not now');
    pipe.send = send;
    endTurn();
    write('gone');
    endTurn();
    pipe.flush();
    write('b');
    endTurn();
    expect(lost()).toEqual(['b']);
  });
});

it('a host without bufferedAmount, as React Native, holds nothing, and is not polled', () => {
  const pipe = new Pipe(false);
  Object.assign(pipe, { bufferedAmount: undefined });
  const { time, write, lost } = setUp(pipe);
  write('a');
  expect(time.timers()).toBe(0);
  expect(lost()).toEqual([]);
});

describe('what a send buffer keeps', () => {
  it('is nothing of what has left, and no timer then', () => {
    const { pipe, time, write, lost } = setUp();
    write('a', 'b');
    expect(time.timers()).toBe(1);
    pipe.flush();
    time.advance(300);
    expect(time.timers()).toBe(0);
    expect(lost()).toEqual([]);
  });

  it('is one timer however much is written', () => {
    const { time, write } = setUp();
    for (let i = 0; i < 1_000; i += 1) write(`m${i}`);
    expect(time.timers()).toBe(1);
    time.advance(10_000);
    expect(time.timers()).toBe(1);
  });

  it.each([
    ['the loss', ({ lost }: ReturnType<typeof setUp>) => void lost()],
    ['the end of all', ({ clock }: ReturnType<typeof setUp>) => clock.stop()],
  ])('is no timer after %s', (_name, end) => {
    const kit = setUp();
    kit.write('a');
    end(kit);
    expect(kit.time.timers()).toBe(0);
  });

  it('is no timer soon after it was closed by us', () => {
    const { pipe, time, write } = setUp();
    write('a');
    pipe.writable = false;
    time.advance(300);
    expect(time.timers()).toBe(0);
  });
});

describe('a 1009 is about the largest message of the connection', () => {
  const text = (length: number) => 'x'.repeat(length);

  it('and is told of that one alone', () => {
    const { buffer, lost } = setUp(new Pipe(false));
    buffer.write(item('small', text(10)), false);
    buffer.write(item('large', text(40_000)), false);
    buffer.write(item('middle', text(20_000)), false);
    expect(lost(1_009)).toEqual(['large too-large']);
  });

  it('in bytes, where that makes the difference', () => {
    const { buffer, lost } = setUp(new Pipe(false));
    buffer.write(item('bytes', '€'.repeat(15_000)), false);
    buffer.write(item('units', text(40_000)), false);
    expect(lost(1_009)).toEqual(['bytes too-large']);
  });

  it('and what was held besides is unconfirmed', () => {
    const { buffer, lost } = setUp();
    buffer.write(item('large', text(40_000)), false);
    buffer.write(item('behind', text(10)), false);
    expect(lost(1_009)).toEqual(['large too-large', 'behind unconfirmed']);
  });

  it('and another code about none', () => {
    const { buffer, lost } = setUp(new Pipe(false));
    buffer.write(item('large', text(40_000)), false);
    expect(lost(1_006)).toEqual([]);
  });
});

describe('what the client itself sends', () => {
  it('goes out as its own, and is held as any other message', () => {
    const { pipe, buffer, lost } = setUp();
    const ways: string[] = [];
    pipe.sendOwn = (text) => {
      ways.push(text);
      pipe.bufferedAmount += text.length;
    };
    buffer.write(item('hello'), false, true);
    expect(ways).toEqual(['0123456789']);
    expect(lost()).toEqual(['hello unconfirmed']);
  });

  it('is not remembered', () => {
    const { buffer } = setUp();
    buffer.write(item('hello'), false, true);
    expect(buffer.takeRemembered()).toEqual([]);
  });
});

describe('what is sent before a connection is proven is remembered', () => {
  const remembering = () => {
    const kit = setUp(new Pipe(false));
    const write = (name: string, text = 'text') => kit.buffer.write(item(name, text), true);
    const taken = () => kit.buffer.takeRemembered().map(([{ name }, reason]) => `${name} ${reason}`);
    return { ...kit, write, taken };
  };

  it('although the host keeps nothing back, and is given up as unconfirmed once', () => {
    const { buffer, write, taken } = remembering();
    write('a');
    write('b');
    buffer.write(item('c', 'text'), false);
    expect(taken()).toEqual(['a unconfirmed', 'b unconfirmed']);
    expect(taken()).toEqual([]);
  });

  it('until it is proven', () => {
    const { buffer, write, taken } = remembering();
    write('a');
    buffer.forget();
    write('b');
    expect(taken()).toEqual(['b unconfirmed']);
  });

  it('the last 200 messages of it', () => {
    const { write, taken } = remembering();
    for (let n = 0; n < 250; n += 1) write(`${n}`);
    expect(taken()).toEqual(Array.from({ length: 200 }, (_, n) => `${n + 50} unconfirmed`));
  });

  it('and the last 256 KiB of it', () => {
    const { write, taken } = remembering();
    for (let n = 0; n < 6; n += 1) write(`${n}`, 'x'.repeat(32_768));
    write('one more', 'x');
    expect(taken()).toEqual(['3', '4', '5', 'one more'].map((name) => `${name} unconfirmed`));
  });

  it('and is no loss of a connection that merely ends', () => {
    const { write, lost } = remembering();
    write('a');
    expect(lost()).toEqual([]);
  });
});
