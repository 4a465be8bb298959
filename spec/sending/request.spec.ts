import { retry, Subject } from 'rxjs';
import { z } from 'zod';
import {
  ConfigError,
  RequestError,
  SendError,
  TokenError,
  type AnyMessages,
  type GatewaySocketConfig,
  type MessageConfig,
} from '../../lib';
import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';
import { words } from '../support/words';

const ERROR_FRAME = { message: 'Internal server error', connectionId: 'c=', requestId: 'r=' };

const frame = (message: object) => JSON.stringify(message);

/** A connection that is open, and held. */
const connected = (options: Partial<GatewaySocketConfig> & MessageConfig<AnyMessages, AnyMessages> = {}) => {
  const kit = virtualSocket(options);
  kit.socket.connect();
  const line = kit.accept();
  const idOf = (name: string): unknown => kit.sent(line).find(({ action }) => action === name)?.request_id;
  return { ...kit, line, idOf };
};

const errorOf = (recording: { readonly errors: readonly unknown[] }) => {
  expect(recording.errors).toHaveLength(1);
  expect(recording.errors[0]).toBeInstanceOf(RequestError);
  return recording.errors[0] as RequestError;
};

describe('a request', () => {
  it('sends nothing before it is subscribed, and then once for each subscription', () => {
    const { socket, sent } = connected();
    const ask$ = socket.request('ask', { n: 1 });
    expect(sent()).toEqual([]);
    recorded(ask$);
    recorded(ask$);
    expect(sent()).toEqual([
      { action: 'ask', n: 1, request_id: expect.any(String) },
      { action: 'ask', n: 1, request_id: expect.any(String) },
    ]);
    expect(new Set(sent().map(({ request_id }) => request_id)).size).toBe(2);
  });

  it('emits the first message that echoes its id, and completes', () => {
    const { socket, line, idOf } = connected();
    const reply = recorded(socket.request('ask'));
    line.deliver(frame({ type: 'other' }));
    line.deliver(frame({ type: 'answer', request_id: 'not mine' }));
    expect(reply).toMatchObject({ values: [], completed: false });
    line.deliver(frame({ type: 'answer', request_id: idOf('ask'), n: 2 }));
    line.deliver(frame({ type: 'answer', request_id: idOf('ask'), n: 3 }));
    expect(reply).toMatchObject({ values: [{ type: 'answer', n: 2 }], errors: [], completed: true });
  });

  it('leaves its reply to the streams of messages too', () => {
    const { socket, line, idOf } = connected();
    const answers = recorded(socket.on('answer'));
    recorded(socket.request('ask'));
    line.deliver(frame({ type: 'answer', request_id: idOf('ask') }));
    expect(answers.values).toHaveLength(1);
  });

  it('does not mix with a hundred others, in whatever order the replies come', () => {
    const { socket, line, sent } = connected();
    const replies = Array.from({ length: 100 }, (_, n) => recorded(socket.request('ask', { n })));
    const shuffled = [...sent()].sort((a, b) => ((Number(a.n) * 37) % 100) - ((Number(b.n) * 37) % 100));
    for (const { n, request_id } of shuffled) line.deliver(frame({ type: 'answer', n, request_id }));
    expect(replies.map(({ values: [value] }) => value?.n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('may take its reply by type: then it adds nothing, and each reply answers the oldest', () => {
    const { socket, line, sent } = connected();
    const first = recorded(socket.request('ask', { n: 1 }, { reply: 'answer' }));
    const second = recorded(socket.request('ask', { n: 2 }, { reply: 'answer' }));
    expect(sent()).toEqual([
      { action: 'ask', n: 1 },
      { action: 'ask', n: 2 },
    ]);
    line.deliver(frame({ type: 'answer', of: 1 }));
    expect([first.completed, second.completed]).toEqual([true, false]);
    line.deliver(frame({ type: 'answer', of: 2 }));
    expect([first.values, second.values]).toMatchObject([[{ of: 1 }], [{ of: 2 }]]);
  });

  it.each(['__proto__', 'constructor'])('may take it by the type %s', (reply) => {
    const { socket, line } = connected();
    const answer = recorded(socket.request('ask', {}, { reply }));
    line.deliver(frame({ type: 'answer' }));
    line.deliver(`{"type":"${reply}"}`);
    expect(answer.values).toHaveLength(1);
  });

  it('may take it by a predicate, whose error is its own', () => {
    const { socket, line } = connected();
    const reply = recorded(socket.request('ask', {}, { reply: ({ n }) => n === 2 }));
    const broken = recorded(
      socket.request(
        'ask',
        {},
        {
          reply: () => {
            throw new Error('mine');
          },
        },
      ),
    );
    line.deliver(frame({ type: 'answer', n: 1 }));
    line.deliver(frame({ type: 'answer', n: 2 }));
    expect(reply).toMatchObject({ values: [{ n: 2 }], completed: true });
    expect(broken.errors).toEqual([new Error('mine')]);
    expect(socket.status.state).toBe('open');
  });

  it('takes no reply that came before it was sent', () => {
    const { socket, line } = connected();
    line.readyState = 2;
    const reply = recorded(socket.request('ask', {}, { reply: 'answer' }));
    line.deliver(frame({ type: 'answer' }));
    expect(reply).toMatchObject({ values: [], completed: false });
  });

  it('gets what the schema of its reply makes of it, and no reply that it refuses', () => {
    const answer = z.object({ request_id: z.string(), at: z.string().transform(Number) });
    const { socket, line, idOf, faults } = connected({ schemas: { answer } });
    const reply = recorded(socket.request('ask'));
    line.deliver(frame({ type: 'answer', request_id: idOf('ask'), at: 7 }));
    expect(faults.values).toMatchObject([{ type: 'invalid-message', reason: 'schema' }]);
    line.deliver(frame({ type: 'answer', request_id: idOf('ask'), at: '7' }));
    expect(reply.values).toMatchObject([{ type: 'answer', at: 7 }]);
  });
});

describe('a request while there is no connection', () => {
  it('opens one, waits, holds it until the reply, and lets it go', () => {
    const { socket, time, accept, sent } = virtualSocket({ linger: 5_000 });
    const reply = recorded(socket.request('ask'));
    const line = accept();
    time.advance(8_000);
    expect(socket.status.state).toBe('open');
    line.deliver(frame({ type: 'answer', request_id: sent()[0]?.request_id }));
    expect(reply.completed).toBe(true);
    time.advance(5_000);
    expect(socket.status.state).toBe('idle');
    expect(line.closes).toEqual([[1_000, '']]);
    expect(time.timers()).toBe(0);
  });

  it('goes out in its order among sends', () => {
    const { socket, accept, sent } = virtualSocket();
    socket.send('first');
    recorded(socket.request('second'));
    socket.send('third');
    accept();
    expect(sent().map(({ action }) => action)).toEqual(['first', 'second', 'third']);
  });

  it('that is unsubscribed is taken back, and nothing is told of it', () => {
    const { socket, accept, sent, faults, time } = virtualSocket({ linger: 0 });
    recorded(socket.request('ask')).stop();
    socket.send('other');
    accept();
    expect(sent()).toEqual([{ action: 'other' }]);
    expect(faults.values).toEqual([]);
    time.advance(0);
    expect(socket.status.state).toBe('idle');
  });

  it('that times out is taken back', () => {
    const { socket, time, accept, sent } = virtualSocket({ openTimeout: 60_000 });
    socket.connect();
    const reply = recorded(socket.request('ask', {}, { timeout: 2_000 }));
    time.advance(2_000);
    expect(errorOf(reply).kind).toBe('timeout');
    accept();
    expect(sent()).toEqual([]);
  });

  it('is not drained, because somebody waits for its reply', () => {
    const { socket, accept, sent } = virtualSocket();
    recorded(socket.request('ask'));
    socket.send('other', { n: 1 });
    expect(socket.drain()).toEqual([{ name: 'other', params: { n: 1 } }]);
    expect(socket.drain()).toEqual([]);
    accept();
    expect(sent()).toMatchObject([{ action: 'ask' }]);
  });

  it('fails when the outbox gives it up', () => {
    const { socket, time } = virtualSocket({ outbox: { capacity: 1, ttl: 500 }, openTimeout: 60_000 });
    const overflown = recorded(socket.request('ask'));
    const expired = recorded(socket.request('ask'));
    expect(overflown.errors[0]).toMatchObject({ name: 'SendError', kind: 'queue-full' });
    time.advance(500);
    expect(errorOf(expired)).toMatchObject({ kind: 'timeout', message: expect.stringMatching(words('outbox.ttl')) });
  });

  it('fails with the fatal error itself', () => {
    const { socket, time } = virtualSocket({
      token: () => {
        throw Object.assign(new Error(), { status: 401 });
      },
    });
    const reply = recorded(socket.request('ask'));
    time.advance(0);
    expect(reply.errors[0]).toBeInstanceOf(TokenError);
    expect(reply.errors).toHaveLength(1);
  });

  it('fails with the fatal error with resumeOn too, for its message was given up', () => {
    const login$ = new Subject<void>();
    const { socket, time } = virtualSocket({
      resumeOn: login$,
      token: () => {
        throw Object.assign(new Error(), { status: 401 });
      },
    });
    const reply = recorded(socket.request('ask'));
    time.advance(0);
    expect(reply.errors[0]).toMatchObject({ kind: 'unauthenticated' });
  });
});

describe('a request without a reply', () => {
  it('times out requestTimeout after its subscription', () => {
    const { socket, time } = connected({ requestTimeout: 3_000 });
    const reply = recorded(socket.request('ask'));
    time.advance(2_999);
    expect(reply.errors).toEqual([]);
    time.advance(1);
    const error = errorOf(reply);
    expect(error).toMatchObject({ name: 'RequestError', kind: 'timeout', request: 'ask' });
    expect(error.message).toMatch(words(/^'ask' had no reply with its request_id within 3000 ms\.$/));
    expect(time.timers()).toBe(connected().time.timers());
  });

  it('waits for ever with requestTimeout: Infinity, save where it has a timeout of its own', () => {
    const { socket, line, time, idOf } = connected({ requestTimeout: Infinity });
    const reply = recorded(socket.request('ask'));
    const impatient = recorded(socket.request('other', {}, { timeout: 1_000 }));
    time.advance(7 * 86_400_000);
    expect(errorOf(impatient).kind).toBe('timeout');
    expect([reply.values, reply.errors]).toEqual([[], []]);
    line.deliver(frame({ type: 'answer', request_id: idOf('ask') }));
    expect([reply.values.length, reply.completed]).toEqual([1, true]);
  });

  it('times out after 10 s by default', () => {
    const { socket, time } = connected();
    const reply = recorded(socket.request('ask'));
    time.advance(9_999);
    expect(reply.errors).toEqual([]);
    time.advance(1);
    expect(errorOf(reply).kind).toBe('timeout');
  });

  it.each([-1, NaN, '1s' as unknown as number])('refuses a timeout of %p', (timeout) => {
    expect(() => connected().socket.request('ask', {}, { timeout })).toThrow(ConfigError);
  });

  it('never times out with Infinity, and then there is no timer for it', () => {
    const { socket, time, line, idOf } = connected();
    const timers = time.timers();
    const reply = recorded(socket.request('ask', {}, { timeout: Infinity }));
    expect(time.timers()).toBe(timers);
    time.advance(86_400_000);
    expect(reply).toMatchObject({ values: [], errors: [], completed: false });
    line.deliver(frame({ type: 'answer', request_id: idOf('ask') }));
    expect(reply.completed).toBe(true);
  });

  it('is lost with the connection that it was written on, and retry() asks again', () => {
    const { socket, lose, accept, sent } = connected();
    const reply = recorded(socket.request('ask'));
    const again = recorded(socket.request('again').pipe(retry(1)));
    lose();
    expect(errorOf(reply)).toMatchObject({ kind: 'lost', cause: { name: 'ConnectionError', code: 1_006 } });
    expect(again.errors).toEqual([]);
    const line = accept();
    expect(sent()).toMatchObject([{ action: 'again' }]);
    line.deliver(frame({ type: 'answer', request_id: sent()[0]?.request_id }));
    expect(again.completed).toBe(true);
  });

  it('is lost with a connection that a join() leaves', () => {
    const { socket, accept, time } = connected({ channel: 'a', rotation: {} });
    const reply = recorded(socket.request('ask'));
    socket.join('b');
    time.advance(0);
    expect(reply.errors).toEqual([]);
    accept();
    expect(errorOf(reply).kind).toBe('lost');
  });

  it('completes with close(), and after it there is none', () => {
    const { socket, time } = connected();
    const reply = recorded(socket.request('ask'));
    socket.close();
    expect(reply).toMatchObject({ values: [], errors: [], completed: true });
    const late = recorded(socket.request('ask'));
    expect(late.errors[0]).toBeInstanceOf(SendError);
    expect(late.errors[0]).toMatchObject({ kind: 'closed' });
    expect(time.timers()).toBe(0);
  });

  it('that was queued completes with close() too', () => {
    const { socket } = virtualSocket();
    const reply = recorded(socket.request('ask'));
    socket.close();
    expect(reply).toMatchObject({ errors: [], completed: true });
  });
});

describe("the gateway's own error frame", () => {
  it('is shown in the error as one line of printable text, since a backend may pass on one that is none', () => {
    const { socket, line } = connected();
    const reply = recorded(socket.request('ask'));
    line.deliver(frame({ ...ERROR_FRAME, message: 'a\u001b[2J\n\u202e\u009b31mb' }));
    expect(errorOf(reply).message).toMatch(words('"a [2J 31mb"'));
  });

  it('rejects the request that was the last thing sent, and is a fault', () => {
    const { socket, line, faults } = connected();
    const reply = recorded(socket.request('ask'));
    line.deliver(frame(ERROR_FRAME));
    expect(errorOf(reply)).toMatchObject({ kind: 'rejected', request: 'ask' });
    expect(errorOf(reply).message).toMatch(words('Internal server error'));
    expect(faults.values).toEqual([{ type: 'gateway-error', ...ERROR_FRAME }]);
  });

  it('rejects no request after which something was sent: it may be about either', () => {
    const { socket, line, faults, time } = connected();
    const reply = recorded(socket.request('ask'));
    socket.send('other');
    line.deliver(frame(ERROR_FRAME));
    expect(reply.errors).toEqual([]);
    expect(faults.values).toHaveLength(1);
    time.advance(10_000);
    expect(errorOf(reply).kind).toBe('timeout');
  });

  it('rejects the last of several requests alone', () => {
    const { socket, line } = connected();
    const first = recorded(socket.request('first'));
    const last = recorded(socket.request('last'));
    line.deliver(frame(ERROR_FRAME));
    expect(first.errors).toEqual([]);
    expect(errorOf(last).kind).toBe('rejected');
  });

  it('rejects none that waits', () => {
    const { socket, line } = connected();
    line.readyState = 2;
    const waiting = recorded(socket.request('ask'));
    line.deliver(frame(ERROR_FRAME));
    expect(waiting.errors).toEqual([]);
  });

  it('rejects nothing where its connectionId is not the one of the frames before it, and is a fault all the same', () => {
    const { socket, line, faults } = connected();
    const [first, second, third] = ['c=', 'evil=', 'c='].map((connectionId) => {
      const reply = recorded(socket.request('ask'));
      line.deliver(frame({ ...ERROR_FRAME, connectionId }));
      return reply.errors;
    });
    expect(first).toMatchObject([{ kind: 'rejected' }]);
    // Which of the two was made up cannot be told.
    expect([second, third]).toEqual([[], []]);
    expect(faults.values).toHaveLength(3);
  });

  it('of another connection is known also where none was asked on that one', () => {
    const { socket, line, accept } = connected();
    line.deliver(frame({ ...ERROR_FRAME, connectionId: 'evil=' }));
    const reply = recorded(socket.request('ask'));
    line.deliver(frame(ERROR_FRAME));
    expect(reply.errors).toEqual([]);
    // The next connection begins with no id.
    socket.reconnect();
    const next = accept();
    const again = recorded(socket.request('ask'));
    next.deliver(frame(ERROR_FRAME));
    expect(errorOf(again).kind).toBe('rejected');
  });
});

describe('what can never be sent is an error of the request', () => {
  it.each<readonly [string, string, object]>([
    ['its own id', 'reserved-key', { request_id: 'x' }],
    ['the action', 'reserved-key', { action: 'x' }],
    ['the handler', 'reserved-key', { handler: 'x' }],
    ['too much', 'too-large', { text: 'x'.repeat(40_000) }],
    ['no JSON', 'not-serializable', { n: 1n }],
  ])('%s: %s', (_name, kind, params) => {
    const { socket, sent } = connected();
    const reply = recorded(socket.request('ask', params as {}));
    expect(reply.errors[0]).toMatchObject({ name: 'SendError', kind });
    expect(sent()).toEqual([]);
  });
});

it('a frame is decoded for the sake of an open request alone, and then no more', () => {
  const parse = jest.spyOn(JSON, 'parse');
  const kit = virtualSocket();
  kit.faults.stop();
  kit.socket.connect();
  const line = kit.accept();
  const parsedBy = (deliver: () => void) => {
    const before = parse.mock.calls.length;
    deliver();
    return parse.mock.calls.length - before;
  };
  const other = () => line.deliver(frame({ type: 'other' }));
  expect(parsedBy(other)).toBe(0);
  const reply = recorded(kit.socket.request('ask', {}, { reply: 'answer' }));
  expect(parsedBy(other)).toBe(1);
  line.deliver(frame({ type: 'answer' }));
  expect(reply.completed).toBe(true);
  expect(parsedBy(other)).toBe(0);
  parse.mockRestore();
});
