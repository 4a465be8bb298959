import { WS } from 'jest-websocket-mock';
import { BehaviorSubject, config, defer, of, Subject, throwError, type Observable } from 'rxjs';
import { ConfigError, gatewaySocket, TokenError, type ConnectionStatus, type GatewaySocketConfig } from '../../lib';
import { gatewayMock, settled, URL_OF_MOCK } from '../support/gateway-mock';
import { countingTokens } from '../support/tokens';
import { words } from '../support/words';

interface Inbound {
  toast: { level: 'success' | 'error'; message: string };
  chat_message: { username: string; message: string };
}
interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
}

const SOON = { initial: 1_000, jitter: 'none' } as const;

const socketTo = (options: Partial<GatewaySocketConfig> = {}) =>
  gatewaySocket<Inbound, Outbound>({ url: URL_OF_MOCK, backoff: SOON, log: false, ...options });

const toast = (message: string) => JSON.stringify({ type: 'toast', level: 'success', message });

const statesOf = (socket: { readonly status$: { subscribe(next: (status: ConnectionStatus) => void): unknown } }) => {
  const states: string[] = [];
  socket.status$.subscribe(({ state }) => states.push(state));
  return states;
};

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  WS.clean();
  jest.useRealTimers();
});

describe('a socket that nobody uses', () => {
  it('fetches no token and opens nothing', async () => {
    const gateway = gatewayMock();
    const { token$, fetched } = countingTokens();
    const socket = socketTo({ token: token$ });
    const states = statesOf(socket);
    socket.opened$.subscribe();
    socket.events$.subscribe();
    socket.faults$.subscribe();
    await settled();
    expect(fetched()).toBe(0);
    expect(gateway.clients).toHaveLength(0);
    expect(states).toEqual(['idle']);
  });
});

describe('a socket that is used', () => {
  it('fetches a token, connects with it and the channel, and delivers typed messages', async () => {
    const gateway = gatewayMock();
    const { token$ } = countingTokens();
    const socket = socketTo({ token: token$, channel: 'general', query: { v: 2 } });
    const states = statesOf(socket);
    const seen: string[] = [];
    socket.on('toast').subscribe(({ level, message }) => seen.push(`${level}: ${message}`));
    await settled();
    expect(Object.fromEntries(gateway.queries()[0]!)).toEqual({ ws_token: 'token-1', channel: 'general', v: '2' });
    gateway.server.send(toast('hello'));
    expect(seen).toEqual(['success: hello']);
    expect(states).toEqual(['idle', 'authorizing', 'connecting', 'open']);
    socket.close();
  });

  it('is shared by all its streams: one token, one socket', async () => {
    const gateway = gatewayMock();
    const { token$, fetched } = countingTokens();
    const socket = socketTo({ token: token$ });
    const seen: string[] = [];
    socket.on('toast').subscribe(({ message }) => seen.push(`a ${message}`));
    socket.on('toast', 'chat_message').subscribe(({ message }) => seen.push(`b ${message}`));
    socket.messages$.subscribe(({ type }) => seen.push(type));
    socket.connect();
    await settled();
    gateway.server.send(toast('1'));
    expect(seen.sort()).toEqual(['a 1', 'b 1', 'toast']);
    expect([fetched(), gateway.clients.length]).toEqual([1, 1]);
    socket.close();
  });

  it('closes when its last user has left, after the linger', async () => {
    const gateway = gatewayMock();
    const socket = socketTo({ linger: 5_000 });
    const first = socket.on('toast').subscribe();
    const second = socket.connect();
    await settled();
    first.unsubscribe();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(gateway.clients[0]!.readyState).toBe(WebSocket.OPEN);
    second.unsubscribe();
    await jest.advanceTimersByTimeAsync(4_900);
    expect(gateway.clients[0]!.readyState).toBe(WebSocket.OPEN);
    await jest.advanceTimersByTimeAsync(200);
    expect(gateway.clients[0]!.readyState).toBe(WebSocket.CLOSED);
    expect(socket.status).toEqual({ state: 'idle' });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps its connection when somebody comes back during the linger', async () => {
    const gateway = gatewayMock();
    const socket = socketTo();
    const first = socket.connect();
    await settled();
    first.unsubscribe();
    await jest.advanceTimersByTimeAsync(4_000);
    socket.connect();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(gateway.clients).toHaveLength(1);
    expect(socket.status.state).toBe('open');
    socket.close();
  });

  it('goes on for the others when a subscriber throws', async () => {
    const unhandled: unknown[] = [];
    config.onUnhandledError = (error) => unhandled.push(error);
    const gateway = gatewayMock();
    const socket = socketTo();
    const seen: string[] = [];
    socket.on('toast').subscribe(() => {
      throw new Error('mine');
    });
    socket.on('toast').subscribe(({ message }) => seen.push(message));
    socket.status$.subscribe(() => {
      throw new Error('mine too');
    });
    await settled();
    gateway.server.send(toast('1'));
    gateway.server.send(toast('2'));
    await settled();
    config.onUnhandledError = null;
    expect(seen).toEqual(['1', '2']);
    expect(socket.status.state).toBe('open');
    expect(unhandled.length).toBeGreaterThan(0);
    socket.close();
  });
});

describe('after every ending, a new token feeds a new socket once the backoff has passed', () => {
  type Gateway = ReturnType<typeof gatewayMock>;
  const endings: readonly (readonly [string, (gateway: Gateway) => void])[] = [
    [
      'a clean close 1001, as at the idle limit',
      ({ server }) => server.close({ code: 1001, reason: 'Going away', wasClean: true }),
    ],
    [
      'a clean close 1000, as after a DELETE @connections',
      ({ server }) => server.close({ code: 1000, reason: '', wasClean: true }),
    ],
    ['a loss without a close frame, 1006', ({ server }) => server.error({ code: 1006, reason: '', wasClean: false })],
  ];

  it.each(endings)('%s', async (_name, end) => {
    let gateway = gatewayMock();
    const { token$, fetched } = countingTokens();
    const socket = socketTo({ token: token$ });
    const states = statesOf(socket);
    const seen: string[] = [];
    let completed = false;
    socket.on('toast').subscribe({ next: ({ message }) => seen.push(message), complete: () => (completed = true) });
    await settled();
    gateway.server.send(toast('before'));
    end(gateway);
    WS.clean();
    gateway = gatewayMock();
    await jest.advanceTimersByTimeAsync(900);
    expect([fetched(), gateway.clients.length]).toEqual([1, 0]);
    await jest.advanceTimersByTimeAsync(200);
    expect(gateway.queries().map((query) => query.get('ws_token'))).toEqual(['token-2']);
    gateway.server.send(toast('after'));
    expect(seen).toEqual(['before', 'after']);
    expect(completed).toBe(false);
    expect(states).toEqual([
      'idle',
      'authorizing',
      'connecting',
      'open',
      'waiting',
      'authorizing',
      'connecting',
      'open',
    ]);
    socket.close();
  });

  it('a refused handshake', async () => {
    let refuse = true;
    const gateway = gatewayMock({ refuse: () => refuse });
    const log = jest.spyOn(console, 'error').mockImplementation();
    const { token$, fetched } = countingTokens();
    const socket = socketTo({ token: token$ });
    const endings: string[] = [];
    socket.events$.subscribe(
      (event) => event.type === 'ended' && endings.push(`${event.error.kind} ${event.error.uptime}`),
    );
    socket.connect();
    await settled();
    expect(endings).toEqual(['refused 0']);
    refuse = false;
    await jest.advanceTimersByTimeAsync(1_100);
    expect(fetched()).toBe(2);
    expect(gateway.queries().map((query) => query.get('ws_token'))).toEqual(['token-2']);
    expect(socket.status.state).toBe('open');
    socket.close();
    log.mockRestore();
  });

  it('a failed token fetch, which opens no socket', async () => {
    const gateway = gatewayMock();
    let fetched = 0;
    const socket = socketTo({
      token: defer(() => (++fetched === 1 ? throwError(() => ({ status: 503 })) : of('token-2'))),
    });
    const faults: string[] = [];
    socket.faults$.subscribe((fault) => fault.type === 'token' && faults.push(fault.error.kind));
    socket.connect();
    await settled();
    expect(faults).toEqual(['unavailable']);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'backoff', attempt: 2, delay: 1_000 });
    expect(gateway.clients).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1_100);
    expect(gateway.queries().map((query) => query.get('ws_token'))).toEqual(['token-2']);
    socket.close();
  });

  it('a token endpoint that answers nonsense, again and again', async () => {
    gatewayMock();
    const answers: unknown[] = [null, 42, '', [], {}, { token: 7 }, { token: '' }, { tokens: ['secret'] }, 'good'];
    const socket = socketTo({ token: defer(() => of(answers.shift() as string)) });
    const faults: string[] = [];
    socket.faults$.subscribe((fault) => fault.type === 'token' && faults.push(fault.error.message));
    socket.connect();
    await jest.advanceTimersByTimeAsync(300_000);
    expect(faults).toHaveLength(8);
    expect(faults.at(-1)).toMatch(words(/got an object with the keys \[tokens\]/));
    expect(faults.join()).not.toContain('secret');
    expect(socket.status.state).toBe('open');
    socket.close();
  });

  it('grows the delay until a connection proved stable', async () => {
    gatewayMock({ refuse: () => true });
    jest.spyOn(console, 'error').mockImplementation();
    const delays: number[] = [];
    const socket = socketTo({ backoff: { jitter: 'none', whenRefused: 'back-off' } });
    socket.status$.subscribe((status) => status.state === 'waiting' && delays.push(status.delay));
    socket.connect();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(delays.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    socket.close();
  });
});

describe('opened$', () => {
  it('says how long nothing could arrive, and speaks before what waited goes out', async () => {
    const gateway = gatewayMock();
    const socket = socketTo({ channel: 'general' });
    const openings: unknown[] = [];
    socket.opened$.subscribe((opened) => openings.push(opened));
    socket.connect();
    await settled();
    gateway.server.close({ code: 1001, reason: 'Going away', wasClean: true });
    WS.clean();
    gatewayMock();
    await jest.advanceTimersByTimeAsync(1_100);
    expect(openings).toEqual([
      { count: 1, reconnected: false, rotated: false, downtime: 0, channel: 'general' },
      { count: 2, reconnected: true, rotated: false, downtime: expect.any(Number), channel: 'general' },
    ]);
    expect((openings[1] as { downtime: number }).downtime).toBeGreaterThanOrEqual(1_000);
    const late: unknown[] = [];
    socket.opened$.subscribe((opened) => late.push(opened));
    expect(late).toEqual([openings[1]]);
    socket.close();
  });

  it('goes with the order status, opened, outbox, and what is sent from within it follows what waited', async () => {
    const gateway = gatewayMock();
    const socket = socketTo();
    const order: string[] = [];
    expect(socket.send('chat_message', { message: 'waited' })).toBe('queued');
    socket.status$.subscribe(({ state }) => state === 'open' && order.push('status'));
    socket.opened$.subscribe(() => {
      order.push('opened');
      order.push(socket.send('fetch_history'));
    });
    socket.connect();
    await settled();
    expect(order).toEqual(['status', 'opened', 'queued']);
    await expect(gateway.server).toReceiveMessage(JSON.stringify({ action: 'chat_message', message: 'waited' }));
    await expect(gateway.server).toReceiveMessage(JSON.stringify({ action: 'fetch_history' }));
    expect(socket.send('chat_message', { message: 'now' })).toBe('sent');
    socket.close();
  });
});

describe('a fatal error', () => {
  const denied = { status: 401 };

  it('errors the streams, is the status, and a new subscription starts afresh', async () => {
    gatewayMock();
    let allowed = false;
    const socket = socketTo({ token: defer(() => (allowed ? of('good') : throwError(() => denied))) });
    const errors: unknown[] = [];
    socket.on('toast').subscribe({ error: (error) => errors.push(error) });
    socket.messages$.subscribe({ error: (error) => errors.push(error) });
    const held = socket.connect();
    await settled();
    expect(errors[0]).toBeInstanceOf(TokenError);
    expect(errors).toHaveLength(2);
    expect(held.closed).toBe(true);
    expect(socket.status).toMatchObject({ state: 'failed', cause: { kind: 'unauthenticated', status: 401 } });
    allowed = true;
    socket.on('toast').subscribe();
    await settled();
    expect(socket.status.state).toBe('open');
    socket.close();
  });

  it('reports what was queued as undelivered', async () => {
    gatewayMock();
    const socket = socketTo({ token: throwError(() => denied) });
    const faults: unknown[] = [];
    socket.faults$.subscribe((fault) => fault.type === 'undelivered' && faults.push(fault));
    socket.send('chat_message', { message: 'lost' });
    await settled();
    expect(faults).toEqual([
      { type: 'undelivered', name: 'chat_message', params: { message: 'lost' }, reason: 'failed' },
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps the streams open with resumeOn, and starts again only with what it emits after the error', async () => {
    gatewayMock();
    let allowed = false;
    let fetched = 0;
    const login$ = new BehaviorSubject('before');
    const socket = socketTo({
      token: defer(() => {
        fetched += 1;
        return allowed ? of('good') : throwError(() => denied);
      }),
      resumeOn: login$,
    });
    const errors: unknown[] = [];
    socket.on('toast').subscribe({ error: (error) => errors.push(error) });
    await jest.advanceTimersByTimeAsync(120_000);
    expect([fetched, socket.status.state]).toEqual([1, 'failed']);
    allowed = true;
    login$.next('now');
    await settled();
    expect([fetched, socket.status.state, errors]).toEqual([2, 'open', []]);
    socket.close();
  });

  it('is a url function that throws, with the name of its error as the cause', async () => {
    const cause = new Error('no session');
    const socket = socketTo({
      url: () => {
        throw cause;
      },
    });
    const errors: ConfigError[] = [];
    socket.messages$.subscribe({ error: (error: ConfigError) => errors.push(error) });
    await settled();
    expect(errors[0]).toBeInstanceOf(ConfigError);
    expect(errors[0]).toMatchObject({
      option: 'url',
      message: expect.stringMatching(words('Error: no session')),
      cause: { name: 'Error' },
    });
  });

  it('is a missing WebSocket, and the error says what to pass', async () => {
    const native = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
    Reflect.deleteProperty(globalThis, 'WebSocket');
    const errors: Error[] = [];
    socketTo().messages$.subscribe({ error: (error: Error) => errors.push(error) });
    await settled();
    if (native) Object.defineProperty(globalThis, 'WebSocket', native);
    expect(errors[0]).toMatchObject({ name: 'ConfigError', option: 'WebSocketCtor' });
    expect(errors[0]!.message).toMatch(words("import WebSocket from 'ws'"));
  });
});

describe('close()', () => {
  it('is final: every stream completes, later ones at once, and nothing is left', async () => {
    const gateway = gatewayMock();
    const socket = socketTo({ token: countingTokens().token$ });
    const completed: string[] = [];
    const streams: Readonly<Record<string, Observable<unknown>>> = {
      messages$: socket.messages$,
      status$: socket.status$,
      opened$: socket.opened$,
      events$: socket.events$,
      faults$: socket.faults$,
    };
    for (const [name, stream$] of Object.entries(streams)) stream$.subscribe({ complete: () => completed.push(name) });
    await settled();
    socket.close(4_001, 'bye');
    socket.close();
    expect(completed.sort()).toEqual(['events$', 'faults$', 'messages$', 'opened$', 'status$']);
    const late: string[] = [];
    socket.on('toast').subscribe({ complete: () => late.push('on') });
    socket.status$.subscribe({ next: ({ state }) => late.push(state), complete: () => late.push('status$') });
    expect(late).toEqual(['on', 'closed', 'status$']);
    expect(() => socket.send('fetch_history')).toThrow(words(/closed|close\(\)/));
    await settled();
    expect(gateway.clients[0]!.readyState).toBe(WebSocket.CLOSED);
    await expect(gateway.server.closed).resolves.toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    ['in the middle of a token fetch', new Subject<string>(), 0],
    ['in the middle of a handshake', of('t'), 0],
    ['in a wait', throwError(() => ({ status: 503 })), 100],
  ])('leaves nothing behind %s', async (_name, token, after) => {
    gatewayMock();
    const socket = socketTo({ token });
    socket.connect();
    socket.send('fetch_history');
    await jest.advanceTimersByTimeAsync(after);
    socket.close();
    await settled();
    expect(token instanceof Subject && token.observed).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
    expect(socket.status.state).toBe('closed');
  });

  it('comes with an AbortSignal too, aborted before or after', async () => {
    gatewayMock();
    expect(socketTo({ signal: AbortSignal.abort() }).status.state).toBe('closed');
    const controller = new AbortController();
    const socket = socketTo({ signal: controller.signal });
    socket.connect();
    await settled();
    controller.abort();
    expect(socket.status.state).toBe('closed');
  });

  it.each([999, 1_001, 2_999, 5_000, 1.5])('refuses the code %d', (code) => {
    const socket = socketTo();
    expect(() => socket.close(code)).toThrow(ConfigError);
    expect(socket.status.state).toBe('idle');
  });

  it('refuses a reason that no close frame could carry', () => {
    expect(() => socketTo().close(1_000, 'é'.repeat(62))).toThrow(words(/124 bytes/));
  });
});
