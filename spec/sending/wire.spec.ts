import { Subject } from 'rxjs';
import { Wire } from '../../lib/sending/wire';
import { virtualTime } from '../support/virtual-time';

/** A host that keeps what it is given until it is told to send it. */
class Pipe {
  writable = true;
  bufferedAmount = 0;
  sent = 0;

  constructor(readonly buffers = true) {}

  send(text: string): void {
    this.sent += 1;
    if (this.buffers) this.bufferedAmount += text.length;
  }

  flush(bytes = this.bufferedAmount): void {
    this.bufferedAmount -= bytes;
  }
}

const setUp = (pipe = new Pipe()) => {
  const time = virtualTime();
  const until = new Subject<void>();
  const wire = new Wire(pipe, 'a', time, until);
  const write = (...names: readonly string[]) => {
    for (const name of names) wire.write({ name }, '0123456789');
  };
  const lost = (code = 1_006) => {
    pipe.writable = false;
    return wire.lost(code).map(([{ name }, reason]) => `${name} ${reason}`);
  };
  return { pipe, time, until, wire, write, lost };
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

describe('what a wire keeps', () => {
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
    ['the end of all', ({ until }: ReturnType<typeof setUp>) => until.next()],
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
    const { wire, lost } = setUp(new Pipe(false));
    wire.write({ name: 'small' }, text(10));
    wire.write({ name: 'large' }, text(40_000));
    wire.write({ name: 'middle' }, text(20_000));
    expect(lost(1_009)).toEqual(['large too-large']);
  });

  it('in bytes, where that makes the difference', () => {
    const { wire, lost } = setUp(new Pipe(false));
    wire.write({ name: 'bytes' }, '€'.repeat(15_000));
    wire.write({ name: 'units' }, text(40_000));
    expect(lost(1_009)).toEqual(['bytes too-large']);
  });

  it('and what was held besides is unconfirmed', () => {
    const { wire, lost } = setUp();
    wire.write({ name: 'large' }, text(40_000));
    wire.write({ name: 'behind' }, text(10));
    expect(lost(1_009)).toEqual(['large too-large', 'behind unconfirmed']);
  });

  it('and another code about none', () => {
    const { wire, lost } = setUp(new Pipe(false));
    wire.write({ name: 'large' }, text(40_000));
    expect(lost(1_006)).toEqual([]);
  });
});
