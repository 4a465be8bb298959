// Of the default build alone (of words): spec/production/in-numbers.ts leaves it out.
import { NEVER, Subject, throwError } from 'rxjs';
import { TokenError, type AnyMessages, type Fault, type GatewaySocketConfig, type SocketEvent } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import type { Topic } from '../../lib/log-lines';
import { readPage } from '../docs/page';
import { consoleLines } from '../support/console-lines';
import { recorded, type Recording } from '../support/recorded';
import { said } from '../support/said';
import { unhandledIn } from '../support/unhandled';
import { virtualWorld } from '../support/virtual-client';

afterEach(() => {
  jest.restoreAllMocks();
});

/** A client that an application has just made, and what it prints. */
function client(options: Partial<GatewaySocketConfig> | object = {}, world = virtualWorld()) {
  const { time, backend } = world;
  const printed = consoleLines();
  const socket = assemble<AnyMessages, AnyMessages, 'type'>(
    {
      url: 'wss://ws.example.com',
      token: backend.token$,
      channel: 'a',
      WebSocketCtor: backend.WebSocketCtor,
      environment: false,
      backoff: { jitter: 'none' },
      ...options,
    },
    time,
  );
  const receive = (...messages: readonly (object | string)[]) => {
    for (const message of messages)
      backend.broadcast(typeof message === 'string' ? message : JSON.stringify(message), 'a', 0);
    time.advance(100);
  };
  return { ...printed, time, backend, socket, receive };
}

/** The same with a subscriber to messages, and open. */
function openClient(options: Partial<GatewaySocketConfig> | object = {}) {
  const made = client(options);
  const toasts = recorded(made.socket.on('toast'));
  made.time.advance(100);
  return { ...made, toasts };
}

const NAME = '[rx-gateway-socket]';
const INVALID = ['{', '[]', '{"a":1}', '{"a":2}'];

describe('a fault that nobody observes', () => {
  it('is printed once for each kind, with its hint and the place in the docs', () => {
    const { receive, warnings } = openClient();
    receive(...INVALID, ...INVALID);
    expect(warnings()).toEqual([
      `${NAME} invalid-message: a frame is not valid (not-json). Subscribe to faults$ to see each of them. (docs/troubleshooting.md#invalid-message)`,
      `${NAME} invalid-message: a frame is not valid (not-an-object). Subscribe to faults$ to see each of them. (docs/troubleshooting.md#invalid-message)`,
      `${NAME} invalid-message: a frame is not valid (no-type): set typeKey or typeOf. Subscribe to faults$ to see each of them. (docs/troubleshooting.md#invalid-message)`,
    ]);
  });

  it('is printed only while faults$ has no subscriber', () => {
    const { socket, receive, warnings } = openClient();
    const faults = recorded(socket.faults$);
    receive('{');
    expect([faults.values.length, warnings()]).toEqual([1, []]);
    faults.stop();
    receive('{');
    expect(warnings()).toHaveLength(1);
  });

  it('has the error of a token request', () => {
    const { backend, socket, time, warnings } = client();
    backend.tokenAnswers.push({ kind: 'status', status: 503 }, { kind: 'status', status: 503 }, { kind: 'network' });
    socket.on('toast').subscribe({ error: () => undefined });
    time.advance(60_000);
    expect(warnings()).toEqual([
      expect.stringContaining('token: TokenError (unavailable): the token endpoint answered 503'),
      expect.stringContaining('token: TokenError (network): '),
    ]);
  });

  it('has the hint of refused handshakes within ten seconds', () => {
    const { backend, socket, time, warnings } = client();
    backend.handshakes.push('refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'refuse');
    socket.on('toast').subscribe();
    time.advance(10_000);
    expect(warnings()).toEqual([
      expect.stringMatching(/refused: .*SESSION_COOKIE_DOMAIN.*troubleshooting\.md#refused\)$/),
    ]);
  });

  it('names the message that was not delivered, without its parameters', () => {
    const { socket, time, warnings } = client({ outbox: { ttl: 1_000 }, token: NEVER });
    socket.send('save', { password: 'PARAMS' });
    socket.send('rename', { password: 'PARAMS' });
    time.advance(5_000);
    expect(warnings()).toEqual([expect.stringContaining("undelivered: 'save' was not delivered (expired).")]);
    expect(warnings().join()).not.toContain('PARAMS');
  });

  it('is an error frame of the gateway even where nobody subscribed to messages', () => {
    const { socket, time, receive, warnings } = client();
    socket.connect();
    time.advance(100);
    const frame = (message: string) => ({ message, connectionId: 'abc=', requestId: 'def=' });
    receive({ type: 'toast' }, '{', frame('Forbidden'), frame('Forbidden'), frame('Internal server error'));
    expect(warnings()).toEqual([
      expect.stringContaining('gateway-error: a message was answered with "Forbidden": the API has no route'),
      expect.stringContaining('gateway-error: a message was answered with "Internal server error": the backend failed'),
    ]);
  });
});

describe('a fatal error', () => {
  const denied = (options: object = {}) => {
    const made = client(options);
    made.backend.tokenAnswers.push({ kind: 'status', status: 404 });
    return made;
  };
  const failures = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${NAME} failed:`));

  it('is printed while connect() alone holds the connection', () => {
    const { socket, time, warnings } = denied();
    socket.connect();
    time.advance(1_000);
    expect(failures(warnings())).toEqual([
      `${NAME} failed: TokenError (rejected): the token endpoint answered 404: check its address and that it takes a POST. Nothing is tried until the next connect() or subscription. (docs/troubleshooting.md#failed)`,
    ]);
  });

  it('is printed while only a queued message holds it', () => {
    const { socket, time, warnings } = denied();
    socket.send('save');
    time.advance(1_000);
    expect(failures(warnings())).toHaveLength(1);
  });

  it('is printed where resumeOn keeps the streams', () => {
    const { socket, time, warnings } = denied({ resumeOn: NEVER });
    socket.on('toast').subscribe();
    time.advance(1_000);
    expect(failures(warnings())).toEqual([expect.stringContaining('until resumeOn emits or reconnect() is called.')]);
  });

  it('is left to rxjs where a stream errors with it, a connect() beside it or not', () => {
    const { socket, time, warnings } = denied();
    const errors = unhandledIn(() => {
      socket.connect();
      socket.on('toast').subscribe();
      time.advance(1_000);
    });
    expect(errors).toMatchObject([{ kind: 'rejected' }]);
    expect(failures(warnings())).toEqual([]);
  });

  it('has the name and the message of what a function of the application threw, without a query or a token', () => {
    const token = '0123456789abcdef'.repeat(4);
    const url = () => {
      throw new TypeError(`no stage in wss://h.test/x?ws_token=SECRET and ${token}`);
    };
    const { socket, warnings, time } = client({ url });
    socket.connect();
    time.advance(100);
    expect(warnings()).toEqual([
      expect.stringContaining(
        'failed: ConfigError (config): url: the function threw TypeError: no stage in wss://h.test/x',
      ),
    ]);
    expect(warnings().join()).not.toMatch(/SECRET|0123456789abcdef/);
  });
});

describe('streams that only watch', () => {
  it.each(['status$', 'opened$', 'events$', 'faults$'] as const)(
    '%s is reported after 5 s with nothing that opens the connection',
    (name) => {
      const { socket, time, warnings } = client();
      recorded<unknown>(socket[name]);
      socket.status$.subscribe();
      time.advance(4_999);
      expect([warnings(), time.timers()]).toEqual([[], 1]);
      time.advance(1);
      expect(warnings()).toEqual([expect.stringContaining('unused: nothing opens the connection')]);
      socket.events$.subscribe();
      time.advance(100_000);
      expect([warnings().length, time.timers()]).toEqual([1, 0]);
    },
  );

  const inTime: Readonly<
    Record<string, (socket: ReturnType<typeof client>['socket'], watcher: Recording<unknown>) => unknown>
  > = {
    messages$: ({ messages$ }) => messages$.subscribe(),
    'on()': (socket) => socket.on('toast').subscribe(),
    'connect()': (socket) => socket.connect(),
    'send()': (socket) => socket.send('save'),
    'request()': (socket) => socket.request('save').subscribe({ error: () => undefined }),
    'the end of the watcher': (_socket, watcher) => watcher.stop(),
    'close()': (socket) => socket.close(),
  };
  it.each(Object.keys(inTime))('are not reported with %s in time', (name) => {
    const { socket, time, warnings } = client();
    const watcher = recorded(socket.status$);
    time.advance(4_000);
    inTime[name]?.(socket, watcher);
    time.advance(4_000);
    expect(warnings()).toEqual([]);
  });

  it('are not reported for a signal that closes the socket', () => {
    const { time, warnings } = client({ signal: new AbortController().signal });
    expect(time.timers()).toBe(0);
    time.advance(10_000);
    expect(warnings()).toEqual([]);
  });
});

describe('after close()', () => {
  it.each(['messages$', 'opened$', 'events$', 'faults$'] as const)('a subscription to %s is reported once', (name) => {
    const { socket, warnings } = client();
    socket.close();
    for (let n = 0; n < 3; n += 1) recorded<unknown>(socket[name]);
    expect(warnings()).toEqual([
      `${NAME} closed: a subscription came after close(), which is final. A component or an effect that ends must unsubscribe instead. (docs/troubleshooting.md#closed)`,
    ]);
  });

  it('so are connect() and send(), and status$ is not, because it says "closed"', () => {
    const { socket, warnings } = client();
    socket.close();
    expect(recorded(socket.status$).values).toEqual([{ state: 'closed' }]);
    expect(warnings()).toEqual([]);
    socket.connect();
    expect(() => socket.send('save')).toThrow(expect.objectContaining({ kind: 'closed' }) as Error);
    expect(warnings()).toEqual([
      expect.stringContaining('a subscription came after close()'),
      expect.stringContaining('send() came after close()'),
    ]);
  });
});

describe('an option that does not exist', () => {
  it.each<readonly [object, string]>([
    [{ chanel: 'a' }, "there is no option 'chanel'. Did you mean 'channel'?"],
    [{ websocketCtor: Object }, "there is no option 'websocketCtor'. Did you mean 'WebSocketCtor'?"],
    [{ keepalive: false }, "there is no option 'keepalive'. Did you mean 'keepAlive'?"],
    [{ tokenTimout: 5 }, "there is no option 'tokenTimout'. Did you mean 'tokenTimeout'?"],
    [{ protocols: [] }, "there is no option 'protocols'. (docs"],
    [{ rotation: { aheda: 5 } }, "there is no option 'rotation.aheda'. Did you mean 'rotation.ahead'?"],
    [
      { keepAlive: { name: 'ping', every: 5, replies: 'x' } },
      "there is no option 'keepAlive.replies'. Did you mean 'keepAlive.reply'?",
    ],
    [{ outbox: { capasity: 5 } }, "there is no option 'outbox.capasity'. Did you mean 'outbox.capacity'?"],
    [
      { limits: { messagesBytes: 5 } },
      "there is no option 'limits.messagesBytes'. Did you mean 'limits.messageBytes'?",
    ],
    [
      { backoff: { max_attempts: 5 } },
      "there is no option 'backoff.max_attempts'. Did you mean 'backoff.maxAttempts'?",
    ],
  ])('%j', (options, text) => {
    const { warnings } = client(options);
    expect(warnings()).toEqual([expect.stringContaining(`${NAME} option: ${text}`)]);
  });

  it('is not one of those that do', () => {
    const { warnings } = client({
      ...{ backoff: { initial: 1, factor: 2, max: 3, jitter: 'none', minUptime: 1, maxAttempts: 5 } },
      ...{
        limits: { idle: 1e5, age: 1e6, messageBytes: 500 },
        keepAlive: { name: 'a', params: {}, every: 5, reply: 'b', timeout: 5 },
      },
      ...{
        rotation: { ahead: 1, idleAhead: 1, spread: 1, overlap: 1, dedupe: false },
        outbox: { capacity: 5, ttl: 5, overflow: 'throw' },
      },
    });
    expect(warnings()).toEqual([]);
  });

  it('shows nothing of its value', () => {
    expect(client({ tokn: 'SECRET' }).warnings().join()).not.toContain('SECRET');
  });
});

describe('a type that is subscribed and never comes', () => {
  const many = (count: number, types = ['toast', 'chat_message']) =>
    Array.from({ length: count }, (_, n) => ({ type: types[n % types.length]!, n }));

  it('is reported once, after 30 messages of other types, with those that came', () => {
    const { socket, time, receive, warnings } = client({ rotation: { dedupe: false } });
    socket.on('tost').subscribe();
    time.advance(100);
    receive(...many(29));
    expect(warnings()).toEqual([]);
    receive(...many(1), ...many(100));
    expect(warnings()).toEqual([
      `${NAME} on: nobody sent 'tost'; seen: 'toast', 'chat_message'. Did you mean 'toast'? (docs/troubleshooting.md#on)`,
    ]);
    socket.on('tost').subscribe();
    receive(...many(40));
    expect(warnings()).toHaveLength(1);
  });

  it('is reported where schemas check the types that are subscribed', () => {
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } };
    const { socket, time, receive, warnings } = client({ schemas: { toast: schema, tost: schema } });
    socket.on('tost').subscribe();
    time.advance(100);
    receive(...many(30, ['toast']));
    expect(warnings()).toEqual([expect.stringContaining("nobody sent 'tost'; seen: 'toast'.")]);
  });

  it('is not reported once it came, nor while its subscriber is gone', () => {
    const { socket, time, receive, warnings } = client();
    socket.on('toast').subscribe();
    socket.on('gone').subscribe().unsubscribe();
    time.advance(100);
    receive({ type: 'toast' }, ...many(100, ['other']));
    socket.on('toast').subscribe();
    receive(...many(100, ['third']));
    expect(warnings()).toEqual([]);
  });

  it('shows no type that is as long as a token', () => {
    const { socket, time, receive, warnings } = client();
    socket.on('tost').subscribe();
    time.advance(100);
    receive(...many(30, ['0123456789abcdef'.repeat(4)]));
    expect(warnings()).toEqual([expect.stringContaining("seen: '…'.")]);
  });
});

it('a handshake that is never answered is reported', () => {
  const { backend, socket, time, warnings } = client();
  backend.handshakes.push('hang', 'hang');
  socket.on('toast').subscribe();
  time.advance(25_000);
  expect(warnings()).toEqual([
    `${NAME} timeout: ConnectionError (timeout): the connection did not open within openTimeout. (docs/troubleshooting.md#timeout)`,
  ]);
});

it('the docs have a heading for whatever a line is about', () => {
  const topics: Readonly<Record<Topic, true>> = {
    ...{ token: true, refused: true, timeout: true, failed: true, config: true, option: true, unused: true, on: true },
    ...{ 'invalid-message': true, 'gateway-error': true, undelivered: true, deaf: true, closed: true },
  };
  const { anchors } = readPage('docs/troubleshooting.md');
  expect(Object.keys(topics).filter((topic) => !anchors.has(topic))).toEqual([]);
});

describe('the level', () => {
  it("'debug' prints every event and fault, as the object it is, beside the warnings", () => {
    const { socket, receive, debugged, warnings, time } = client({ log: 'debug' });
    const seen: (SocketEvent | Fault)[] = [];
    socket.events$.subscribe((event) => seen.push(event));
    socket.faults$.subscribe((fault) => seen.push(fault));
    socket.on('toast').subscribe();
    time.advance(100);
    receive(...INVALID);
    socket.reconnect();
    time.advance(60_000);
    socket.close();
    expect(seen.length).toBeGreaterThan(8);
    expect(debugged()).toEqual(seen.map((what) => [NAME, what]));
    expect(
      debugged()
        .map(([, what]) => what)
        .every((what, n) => what === seen[n]),
    ).toBe(true);
    expect(warnings()).toEqual([]);
  });

  it('false prints nothing, whatever happens, and is not made', () => {
    const { socket, receive, all, time } = client({ log: false, chanel: 'a' });
    socket.status$.subscribe();
    time.advance(10_000);
    socket.on('tost').subscribe();
    time.advance(100);
    receive(...INVALID, ...Array.from({ length: 50 }, (_, n) => ({ type: 'toast', n })));
    socket.close();
    socket.connect();
    expect(all()).toEqual([]);
    expect(said(socket)).not.toContain('SocketLog');
  });

  it('an object of the application receives all of it in the place of the console', () => {
    const lines: unknown[] = [];
    const log = {
      lines,
      warn(...data: readonly unknown[]) {
        this.lines.push(['warn', ...data]);
      },
      debug(...data: readonly unknown[]) {
        this.lines.push(['debug', ...data]);
      },
    };
    const { socket, receive, all, time } = client({ log });
    socket.on('toast').subscribe();
    time.advance(100);
    receive('{');
    expect(lines.slice(0, 2)).toEqual([
      ['debug', NAME, expect.objectContaining({ type: 'token' })],
      ['debug', NAME, expect.objectContaining({ type: 'connecting' })],
    ]);
    expect(lines.at(-1)).toEqual(['warn', expect.stringContaining('invalid-message')]);
    expect(all()).toEqual([]);
  });

  it.each<readonly [unknown, string]>([
    ['info', "'info'"],
    [true, 'true'],
    [{ warn: () => undefined }, 'an object'],
    [null, 'null'],
  ])('%j is refused', (log, came) => {
    expect(() => client({ log })).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        option: 'log',
        message: `log: must be 'warn', 'debug', false or an object with the functions warn and debug; got ${came}.`,
      }) as Error,
    );
  });
});

describe('a console', () => {
  it('that is looked up at the call', () => {
    const { receive } = openClient();
    const later = jest.spyOn(console, 'warn').mockImplementation();
    receive('{');
    expect(later).toHaveBeenCalledTimes(1);
  });

  it.each<readonly [string, unknown]>([
    [
      'that throws',
      {
        warn: () => {
          throw new Error('mine');
        },
        debug: () => {
          throw new Error('mine');
        },
      },
    ],
    ['that is missing', undefined],
    ['without methods', {}],
  ])('%s disturbs nothing', (_name, broken) => {
    const { console: whole } = globalThis;
    const resumeOn = new Subject<void>();
    const errors = unhandledIn(() => {
      const made = client({ log: 'debug', chanel: 'a', resumeOn });
      const values: unknown[] = [];
      Object.defineProperty(globalThis, 'console', { value: broken, configurable: true, writable: true });
      try {
        made.socket.on('toast').subscribe((toast) => values.push(toast));
        made.time.advance(100);
        made.receive('{', { type: 'toast' });
        made.backend.tokenAnswers.push({ kind: 'status', status: 401 });
        made.backend.drop();
        made.time.advance(10_000);
        made.socket.close();
        made.socket.connect();
      } finally {
        Object.defineProperty(globalThis, 'console', { value: whole, configurable: true, writable: true });
      }
      expect(values).toEqual([{ type: 'toast' }]);
    });
    expect(errors).toEqual([]);
  });
});

it('an error of the application with a getter that throws disturbs nothing', () => {
  const hostile = Object.defineProperty(
    { name: 'TokenError', kind: 'network', retryAfter: undefined, cause: undefined },
    'message',
    {
      get: () => {
        throw new Error('mine');
      },
    },
  );
  const { socket, time, backend } = client({ token: throwError(() => hostile) });
  socket.on('toast').subscribe();
  time.advance(10_000);
  expect(backend.sockets).toEqual([]);
  expect(socket.status.state).toBe('waiting');
});

it('a line is printable, whatever an error of the application says', () => {
  const error = new TokenError('unavailable', 'it is\u0007 \u202Eyad\u2028off\r\n\u001B[2Jtoday.');
  const { socket, time, warnings } = client({ token: throwError(() => error) });
  socket.on('toast').subscribe();
  time.advance(100);
  expect(warnings()).toEqual([
    `${NAME} token: TokenError (unavailable): it is yad off [2Jtoday. (docs/troubleshooting.md#token)`,
  ]);
});
