import { map, take, tap } from 'rxjs';
import { Clock } from '../../../lib/clock';
import type { Link, LinkReader } from '../../../lib/connection/link';
import { openSocket, type OpenSocketOptions, type WebSocketCtor } from '../../../lib/connection/open-socket';
import { ConfigError, ConnectionError } from '../../../lib/errors';
import { FakeSocket, fakeSockets, socketsFrom } from '../../support/fake-socket';
import { allOf, recorded } from '../../support/recorded';
import { unhandledIn } from '../../support/unhandled';
import { virtualTime } from '../../support/virtual-time';
import { words } from '../../support/words';

const URL_OF_SOCKET = 'wss://ws.example.com/production?ws_token=SECRET';

const opening = (options: Partial<OpenSocketOptions> = {}) => {
  const time = virtualTime();
  const { WebSocketCtor, made } = fakeSockets();
  const clock = new Clock(time);
  const link$ = openSocket(
    URL_OF_SOCKET,
    { WebSocketCtor, openTimeout: 10_000, closeFrame: () => ({ code: 4_001, reason: 'bye' }), ...options },
    clock,
  );
  return { time, clock, made, link$ };
};

const connecting = (options?: Partial<OpenSocketOptions>) => {
  const { time, clock, made, link$ } = opening(options);
  const stream = recorded(link$);
  return { time, clock, made, stream, socket: made[0]! };
};

const connected = () => {
  const all = connecting();
  all.socket.accept();
  const [link] = all.stream.values;
  if (!link) throw new Error('it did not open');
  return { ...all, link };
};

/** Reads a link, and keeps what it brings. */
class Reader implements LinkReader {
  readonly frames: unknown[] = [];
  wrotes = 0;

  receive(data: unknown): void {
    this.frames.push(data);
  }

  wrote(): void {
    this.wrotes += 1;
  }

  error(error: unknown): void {
    throw new Error('a link ends by itself', { cause: error });
  }
}

const read = (link: Link) => {
  const reader = new Reader();
  link.reader = reader;
  return reader;
};

describe('a socket that opens', () => {
  it('is made with the URL alone, once for each subscription', () => {
    const { link$, made } = opening();
    expect(made).toHaveLength(0);
    recorded(link$);
    recorded(link$);
    expect(made.map(({ url, protocols }) => [url, protocols])).toEqual([
      [URL_OF_SOCKET, undefined],
      [URL_OF_SOCKET, undefined],
    ]);
  });

  it('says so, and then brings every frame as it is', () => {
    const { socket, stream, link } = connected();
    const reader = read(link);
    const frames = ['{"type":"toast"}', 'no json', '', new ArrayBuffer(2), new Blob(['x'])];
    for (const frame of frames) socket.deliver(frame);
    expect(stream.values).toEqual([link]);
    expect(reader.frames).toHaveLength(frames.length);
    reader.frames.forEach((data, index) => expect(data).toBe(frames[index]));
  });

  it('sends text as it is', () => {
    const { socket, link } = connected();
    link.send('{"action":"a"}');
    link.send('not json');
    expect(socket.sent).toEqual(['{"action":"a"}', 'not json']);
  });

  it('counts what is sent, and shows its reader what the application sent alone', () => {
    const { time, link } = connected();
    const reader = read(link);
    time.advance(1_000);
    link.sendOwn('a ping');
    expect([link.sent, reader.wrotes]).toEqual([1, 0]);
    link.send('{"action":"a"}');
    expect([link.sent, reader.wrotes]).toEqual([2, 1]);
  });

  it('shows when it opened, for how long it has been open, and when the last message went or came', () => {
    const { time, clock, socket, link } = connected();
    expect([link.since, link.lastActive, link.uptime]).toEqual([0, 0, 0]);
    time.advance(1_000);
    link.send('out');
    expect([link.lastActive, link.uptime]).toEqual([1_000, 1_000]);
    time.advance(1_000);
    socket.deliver('in');
    expect([link.since, link.lastActive, link.uptime]).toEqual([0, 2_000, clock.now()]);
  });

  it('is writable until the first moment of a close', () => {
    const { socket, link } = connected();
    expect(link.writable).toBe(true);
    socket.readyState = 2;
    expect(link.writable).toBe(false);
  });

  it('closes with a code of its own, once, and is read until its close event', () => {
    const { socket, stream, link } = connected();
    const reader = read(link);
    link.close(3_000, 'enough');
    link.close(3_001, 'again');
    expect(socket.closes).toEqual([[3_000, 'enough']]);
    socket.deliver('late');
    expect([reader.frames, stream.errors]).toEqual([['late'], []]);
    socket.end(3_000, 'enough');
    expect(stream.errors).toMatchObject([{ kind: 'lost', code: 3_000 }]);
  });

  it('shows the bytes that wait in it', () => {
    const { socket, link } = connected();
    socket.bufferedAmount = 7;
    expect(link.bufferedAmount).toBe(7);
  });

  it('leaves no timer while it lives', () => {
    const { time, stream } = connected();
    expect(time.timers()).toBe(0);
    time.advance(7_200_000);
    expect(stream.errors).toEqual([]);
  });
});

describe('every ending is one ConnectionError', () => {
  it.each([
    [1_000, ''],
    [1_001, 'Going away'],
    [4_000, 'by the application'],
  ])('a clean close %d "%s" too, which completes a webSocket() subject', (code, reason) => {
    const { time, socket, stream } = connected();
    time.advance(5_000);
    socket.end(code, reason);
    expect(stream.errors).toHaveLength(1);
    expect(stream.errors[0]).toBeInstanceOf(ConnectionError);
    expect(stream.errors[0]).toMatchObject({ kind: 'lost', code, reason, wasClean: true, uptime: 5_000 });
    expect(stream.completed).toBe(false);
  });

  it('a loss: the error event comes first and knows no code, the close event right after knows it', () => {
    const { time, socket, stream } = connected();
    time.advance(1_234);
    socket.fail();
    expect(stream.errors).toEqual([]);
    socket.end(1_009, 'Message too big', false);
    time.advance(10_000);
    expect(stream.errors).toHaveLength(1);
    expect(stream.errors).toMatchObject([
      { kind: 'lost', code: 1_009, reason: 'Message too big', wasClean: false, uptime: 1_234 },
    ]);
  });

  it('a loss whose close event never comes, after a second, as 1006', () => {
    const { time, socket, stream } = connected();
    time.advance(5_000);
    socket.fail();
    time.advance(999);
    expect(stream.errors).toEqual([]);
    time.advance(1);
    expect(stream.errors).toMatchObject([{ kind: 'lost', code: 1_006, wasClean: false }]);
    socket.end(1_006, '', false);
    expect(stream.errors).toHaveLength(1);
  });

  it.each([0, NaN, undefined])('a loss without a code, which the host shows as %s, as 1006', (code) => {
    const { socket, stream } = connected();
    socket.end(code!, '', false);
    expect(stream.errors).toMatchObject([{ kind: 'lost', code: 1_006, wasClean: false }]);
    expect(String(stream.errors[0])).toMatch(words('code 1006'));
  });

  it('a refused handshake: never open, no uptime', () => {
    const { time, socket, stream } = connecting();
    time.advance(300);
    socket.fail();
    socket.end(1_006, '', false);
    expect(stream.errors).toMatchObject([{ kind: 'refused', code: 1_006, reason: '', wasClean: false, uptime: 0 }]);
  });

  it('a close without an error event, before it was open', () => {
    const { socket, stream } = connecting();
    socket.end(1_006, '', false);
    expect(stream.errors).toMatchObject([{ kind: 'refused', code: 1_006 }]);
  });

  it('a socket that does not open in time: it is let go of, and its late events change nothing', () => {
    const { time, socket, stream } = connecting();
    time.advance(9_999);
    expect(stream.errors).toEqual([]);
    time.advance(1);
    expect(stream.errors).toMatchObject([{ kind: 'timeout', code: 1_006, wasClean: false, uptime: 0 }]);
    expect(socket.closes).toHaveLength(1);
    socket.accept();
    socket.fail();
    socket.end(1_006, '', false);
    expect(stream.values).toEqual([]);
    expect(stream.errors).toHaveLength(1);
  });

  it('a handshake that fails, refused at once, whether a close event comes or, as in Node 22, none', () => {
    const { time, socket, stream } = connecting({ openTimeout: 500 });
    socket.fail();
    const refused = { kind: 'refused', code: 1_006, reason: '', wasClean: false, uptime: 0 };
    expect(stream.errors).toMatchObject([refused]);
    socket.end(1_006, '', false);
    time.advance(20_000);
    expect(stream.errors).toMatchObject([refused]);
    expect(time.timers()).toBe(0);
  });

  it('and leaves no timer and closes nothing that is closed', () => {
    const { time, socket } = connected();
    socket.fail();
    socket.end(1_006, '', false);
    expect(time.timers()).toBe(0);
    expect(socket.closes).toEqual([]);
  });

  it('and shows no token, whatever it was', () => {
    const seen: string[] = [];
    for (const end of [
      (socket: FakeSocket) => socket.end(1_001, 'Going away'),
      (socket: FakeSocket) => {
        socket.fail();
        socket.end(1_006, '', false);
      },
    ]) {
      for (const { socket, stream } of [connecting(), connected()]) {
        end(socket);
        seen.push(...stream.errors.map((error) => allOf(error)));
      }
    }
    expect(seen).toHaveLength(4);
    expect(seen.join()).not.toContain('SECRET');
  });
});

describe('a constructor that throws', () => {
  /** As browsers and `ws` do, with the URL in the message. */
  const WebSocketCtor = socketsFrom((url) => {
    throw new SyntaxError(`The URL '${url}' is invalid.`);
  });

  it('is a refusal at once, because no close event will come', () => {
    const { time, stream } = connecting({ WebSocketCtor });
    time.advance(0);
    expect(stream.errors).toMatchObject([{ name: 'ConnectionError', kind: 'refused', code: 1_006, uptime: 0 }]);
    expect(time.timers()).toBe(0);
  });

  it('does not let the URL with its token out', () => {
    const { time, stream } = connecting({ WebSocketCtor });
    time.advance(0);
    expect(allOf(stream.errors[0])).not.toContain('SECRET');
  });
});

describe('unsubscribing', () => {
  it('from an open socket closes it with its close frame, once', () => {
    const { socket, stream, time } = connected();
    stream.stop();
    expect(socket.closes).toEqual([[4_001, 'bye']]);
    expect(time.timers()).toBe(0);
  });

  it('asks for the close frame only then', () => {
    let code = 1_000;
    const { made, stream } = connecting({ closeFrame: () => ({ code, reason: '' }) });
    made[0]!.accept();
    code = 3_000;
    stream.stop();
    expect(made[0]!.closes).toEqual([[3_000, '']]);
  });

  it('while it connects closes it too, and leaves no timer', () => {
    const { socket, stream, time } = connecting();
    stream.stop();
    expect(socket.closes).toHaveLength(1);
    expect(socket.readyState).toBe(2);
    expect(time.timers()).toBe(0);
  });

  it('does not wait for the close, and closes nothing twice', () => {
    const { socket, stream, time } = connected();
    socket.close();
    stream.stop();
    expect(socket.closes).toEqual([[]]);
    expect(time.timers()).toBe(0);
  });

  it('lets nothing more come, whatever the socket still does', () => {
    for (const { socket, stream } of [connecting(), connected()]) {
      const before = stream.values.length;
      const readers = stream.values.map(read);
      stream.stop();
      expect(() => {
        socket.accept();
        socket.deliver('late');
        socket.fail();
        socket.end(1_006, '', false);
      }).not.toThrow();
      expect(stream).toMatchObject({ errors: [], completed: false });
      expect(stream.values).toHaveLength(before);
      for (const { frames } of readers) expect(frames).toEqual([]);
    }
  });

  it('while it connects closes it again if it opens all the same', () => {
    const { socket, stream } = connecting();
    stream.stop();
    socket.accept();
    expect(socket.closes).toHaveLength(2);
    expect(socket.readyState).toBe(2);
  });

  it('while it connects keeps a handler for its late error, which would crash Node without one', () => {
    const { socket, stream } = connecting();
    stream.stop();
    expect(socket.onerror).not.toBeNull();
  });

  it('from an old socket never touches the next one', () => {
    const { link$, made } = opening();
    const old = recorded(link$);
    old.stop();
    const next = recorded(link$);
    made[1]!.accept();
    const reader = read(next.values[0]!);
    made[0]!.fail();
    made[0]!.end(1_006, '', false);
    made[1]!.deliver('for the new one');
    expect(reader.frames).toEqual(['for the new one']);
    expect(next.errors).toEqual([]);
  });

  it('when the link is emitted closes the socket', () => {
    const { link$, made } = opening();
    const stream = recorded(link$.pipe(take(1)));
    made[0]!.accept();
    expect(stream.completed).toBe(true);
    expect(made[0]!.closes).toEqual([[4_001, 'bye']]);
  });
});

describe('a peer that does not answer the close', () => {
  /** A socket of a host that can end it without the peer. */
  class Terminable extends FakeSocket {
    terminated = 0;

    terminate(): void {
      this.terminated += 1;
      this.end(1_006, '', false);
    }
  }
  const released = (act: (link: Link) => void = () => undefined) => {
    const made: Terminable[] = [];
    const WebSocketCtor = socketsFrom((url) => {
      const socket = new Terminable(url);
      made.push(socket);
      return socket;
    });
    const { time, clock, link$ } = opening({ WebSocketCtor });
    const stream = recorded(link$);
    made[0]!.accept();
    act(stream.values[0]!);
    stream.stop();
    // As `close()` of a client does.
    clock.stop();
    return { time, socket: made[0]!, stream };
  };

  it('is cut off 2 s later, where the host can', () => {
    const { time, socket, stream } = released();
    time.advance(1_999);
    expect(socket.terminated).toBe(0);
    time.advance(1);
    expect(socket).toMatchObject({ terminated: 1, closes: [[4_001, 'bye']] });
    expect([time.timers(), stream.errors]).toEqual([0, []]);
  });

  it('is cut off, too, where the close had begun before the release', () => {
    const { time, socket } = released((link) => link.close(1_000, ''));
    time.advance(2_000);
    expect(socket).toMatchObject({ terminated: 1, closes: [[1_000, '']] });
  });

  it('is not, once it has answered, and no timer stays', () => {
    const { time, socket } = released();
    time.advance(500);
    socket.end(4_001, 'bye');
    expect(time.timers()).toBe(0);
    time.advance(10_000);
    expect(socket.terminated).toBe(0);
  });
});

describe('what throws downstream', () => {
  it('in a subscriber does not disturb the socket', () => {
    const { link$, made } = opening();
    let seen = 0;
    const unhandled = unhandledIn(() => {
      const throwing = () => {
        seen += 1;
        throw new Error('mine');
      };
      link$.subscribe((link) => {
        link.reader = { receive: throwing, wrote: throwing, error: throwing };
        throwing();
      });
      made[0]!.accept();
      made[0]!.deliver('1');
      made[0]!.deliver('2');
    });
    expect([seen, unhandled.length, made[0]!.closes]).toEqual([3, 3, []]);
  });

  it('in an operator is its own error, and the socket is closed', () => {
    const { link$, made } = opening();
    const mine = new Error('mine');
    const stream = recorded(
      link$.pipe(
        tap(() => {
          throw mine;
        }),
        map(() => 'ok'),
      ),
    );
    made[0]!.accept();
    expect(stream.errors).toEqual([mine]);
    expect(made[0]!.closes).toEqual([[4_001, 'bye']]);
  });
});

describe('the constructor', () => {
  const withGlobal = (value: WebSocketCtor | undefined, run: () => void) => {
    const native = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
    Object.defineProperty(globalThis, 'WebSocket', { value, configurable: true, writable: true });
    try {
      run();
    } finally {
      if (native) Object.defineProperty(globalThis, 'WebSocket', native);
      else Reflect.deleteProperty(globalThis, 'WebSocket');
    }
  };

  it('that is missing is a ConfigError at connect time, which says what to pass', () => {
    withGlobal(undefined, () => {
      const { stream, time } = connecting({ WebSocketCtor: undefined });
      expect(stream.errors[0]).toBeInstanceOf(ConfigError);
      expect(stream.errors[0]).toMatchObject({ option: 'WebSocketCtor' });
      expect(allOf(stream.errors[0])).not.toContain('SECRET');
      expect(time.timers()).toBe(0);
    });
  });

  it('is the global one of the moment where none is passed', () => {
    const { WebSocketCtor, made } = fakeSockets();
    const { link$ } = opening({ WebSocketCtor: undefined });
    withGlobal(WebSocketCtor, () => {
      const stream = recorded(link$);
      made[0]!.accept();
      expect(stream.values).toHaveLength(1);
    });
  });
});
