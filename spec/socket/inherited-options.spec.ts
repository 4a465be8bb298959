import { map, of, timer, type Observable } from 'rxjs';
import {
  attemptBudget,
  djangoToken,
  gatewaySocket,
  TokenError,
  type GatewaySocketConfig,
  type TokenInput,
} from '../../lib';
import { encode } from '../../lib/sending/encode';
import { resolveConfig } from '../../lib/settings';
import { recorded, type Recording } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';

/** As a script of the page, or a merge of foreign JSON, may have changed it. */
const pollution: Readonly<Record<string, unknown>> = {
  url: 'wss://evil.test',
  token: of('evil'),
  channel: 'evil',
  tokenParam: 'evil',
  channelParam: 'evil_channel',
  query: { evil: '1' },
  allowInsecure: true,
  route: 'evil',
  typeKey: 'evil',
  typeOf: () => 'evil',
  schemas: {},
  singleUseToken: false,
  isFatal: () => true,
  resumeOn: of(1),
  limits: false,
  rotation: false,
  keepAlive: { name: 'evil', every: 1_000 },
  attemptsPerMinute: attemptBudget(1_000),
  environment: of('suspend'),
  outbox: { capacity: 0 },
  hello: () => [{ name: 'evil' }],
  requestTimeout: 1,
  linger: 0,
  backoff: { maxAttempts: 1 },
  WebSocketCtor: () => undefined,
  log: 'evil',
  signal: { aborted: true, addEventListener: () => undefined },
  credentials: 'include',
  csrf: 'evil',
  csrfHeader: 'X-Evil',
  volatile: true,
  status: 429,
  retryAfter: 315_360_000_000,
  expires_in: 0.001,
  used: { claim: () => undefined },
  // Of options within options.
  params: { evil: 1 },
  reply: 'evil',
  timeout: 1,
  action: 'evil',
  initial: 1,
  jitter: 'none',
  idle: 1,
  dedupe: false,
  capacity: 0,
};

function polluted(work: () => void, by = pollution): void {
  for (const [key, value] of Object.entries(by)) {
    Object.defineProperty(Object.prototype, key, { value, configurable: true, enumerable: false, writable: true });
  }
  try {
    work();
  } finally {
    for (const key of Object.keys(by)) Reflect.deleteProperty(Object.prototype, key);
  }
}

const url = 'wss://ws.example.com';

describe('options are an object’s own, whatever a script made of Object.prototype', () => {
  it('those of gatewaySocket()', () => {
    const keepAlive = { name: 'ping', every: 60_000 };
    const options = { url, keepAlive, backoff: {}, limits: {}, rotation: {}, outbox: {} } as GatewaySocketConfig;
    // Functions and streams are made anew by each call.
    const shown = (of_: GatewaySocketConfig) => JSON.stringify(resolveConfig(of_));
    const expected = shown(options);
    let seen = '';
    let without: unknown;
    polluted(() => {
      const settings = resolveConfig(options);
      without = [
        settings.token,
        settings.signal,
        settings.resumeOn,
        settings.schemas,
        settings.WebSocketCtor,
        settings.hello({} as never),
      ];
      seen = shown(options);
    });
    expect(seen).toBe(expected);
    expect(without).toEqual([undefined, undefined, undefined, undefined, undefined, []]);
  });

  it('a configuration without a url is refused all the same', () => {
    let error: unknown;
    polluted(() => {
      try {
        gatewaySocket({} as GatewaySocketConfig);
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(error).toMatchObject({ name: 'ConfigError', option: 'url' });
  });

  it('those of djangoToken()', async () => {
    const fetched = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(() => Promise.resolve(new Response('{"token":"t"}')));
    polluted(() => {
      recorded(djangoToken('/api/ws-token/'));
      recorded(djangoToken('/api/ws-token/', {}));
    });
    await new Promise(setImmediate);
    const inits = fetched.mock.calls.map(([, init]) => init);
    fetched.mockRestore();
    expect(inits).toHaveLength(2);
    for (const init of inits) {
      expect(init?.credentials).toBe('same-origin');
      expect(Object.keys(init?.headers ?? {})).toEqual(['Content-Type', 'Accept']);
    }
  });

  it('and so is the token of an answer', async () => {
    const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('{}')));
    Object.defineProperty(Object.prototype, 'token', { value: 'evil', configurable: true });
    try {
      const { values, errors } = recorded(djangoToken('/api/ws-token/'));
      await new Promise(setImmediate);
      expect([values, errors]).toMatchObject([[], [{ kind: 'malformed' }]]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'token');
      fetched.mockRestore();
    }
  });

  it('those of one message', () => {
    const { socket, accept, sent } = virtualSocket({ route: 'main' });
    socket.connect();
    accept();
    Object.defineProperty(Object.prototype, 'action', { value: 'evil', configurable: true });
    let written = '';
    let error: unknown;
    try {
      written = encode(
        Object.assign(Object.create(Object.prototype) as object, {
          name: 'hello',
          params: Object.create(null) as object,
        }),
        { route: 'main', messageBytes: 1_000 },
      );
      socket.send('chat', Object.create(null) as {});
      socket.send('chat', { message: 'hi' });
    } catch (thrown) {
      error = thrown;
    } finally {
      Reflect.deleteProperty(Object.prototype, 'action');
    }
    expect(written).toBe('{"action":"main","handler":"hello"}');
    expect(sent()).toEqual([{ action: 'main', handler: 'chat' }]);
    // An inherited `action` is refused, wherever it is inherited from.
    expect(error).toMatchObject({ kind: 'reserved-key' });
  });

  /** With the keys that are refused in `params` wherever they are inherited from left as they are. */
  const pollutedBut = (work: () => void) => {
    const { action, ...rest } = pollution;
    polluted(work, rest);
  };

  it('those of send(): what is not volatile waits', () => {
    const { socket } = virtualSocket();
    let result = '';
    pollutedBut(() => {
      result = `${socket.send('chat')}, ${socket.send('chat', {}, {})}`;
    });
    expect(result).toBe('queued, queued');
  });

  it('those of request(): the reply is found by its id, and in its own time', () => {
    const { time, socket, accept, sent } = virtualSocket();
    socket.connect();
    const line = accept();
    const replies: Recording<object>[] = [];
    pollutedBut(() => {
      replies.push(recorded(socket.request('ask')), recorded(socket.request('ask', {}, {})));
      time.advance(5_000);
      line.deliver('{"type":"evil"}');
    });
    expect(replies.map(({ values, errors }) => [values, errors])).toEqual(Array(2).fill([[], []]));
    for (const { request_id } of sent()) line.deliver(JSON.stringify({ type: 'answer', request_id }));
    expect(replies.map(({ values }) => values.length)).toEqual([1, 1]);
    time.advance(10_000);
    expect(replies.every(({ errors }) => errors.length === 0)).toBe(true);
  });

  it('those of the messages of hello', () => {
    const { socket, accept, sent } = virtualSocket({ hello: () => [{ name: 'hi' }] });
    socket.connect();
    pollutedBut(() => accept());
    expect(sent()).toEqual([{ action: 'hi' }]);
  });

  it('those of a TokenError, whose wait would keep a user out', () => {
    let made: TokenError | undefined;
    pollutedBut(() => {
      made = new TokenError('rate-limited', 'no');
    });
    expect(made).toMatchObject({ status: undefined, retryAfter: undefined });
    expect(made).not.toHaveProperty('cause');
  });

  it('and so is the lifetime of a token', () => {
    const { made, socket, time } = virtualSocket({
      token: (): Observable<TokenInput> => timer(5, time.scheduler).pipe(map(() => ({ token: 't' }))),
      singleUseToken: false,
    });
    pollutedBut(() => {
      socket.connect();
      time.advance(10);
    });
    expect(made).toHaveLength(1);
  });
});
