import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { firstValueFrom, toArray } from 'rxjs';
import { gatewaySocket, type GatewaySocketConfig, type TokenError } from '../../lib';
import { fakeGateway, type FakeGatewayOptions, type FakeWebSocket, type TokenFailure } from '../../lib/testing';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';

const turns = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await Promise.resolve();
};

/** A bare socket, and what it said in order. */
const opening = async (options: FakeGatewayOptions = {}) => {
  const gateway = fakeGateway({ requireToken: false, ...options });
  const socket = new gateway.WebSocketCtor('wss://ws.test/?channel=general&v=1');
  const log: unknown[] = [];
  for (const type of ['open', 'message', 'error', 'close']) {
    socket.addEventListener(type, ({ code, reason, wasClean, data }) => {
      log.push([type, socket.readyState, ...(type === 'close' ? [code, reason, wasClean] : [data].filter(Boolean))]);
    });
  }
  await turns();
  return { gateway, socket, log, connection: gateway.connections[0]! };
};

const client = (gateway: ReturnType<typeof fakeGateway>, more: Partial<GatewaySocketConfig> = {}) => {
  const { token, WebSocketCtor } = gateway;
  const backoff = { initial: 0, max: 0, whenRefused: 'back-off' } as const;
  return gatewaySocket({
    url: 'wss://ws.test',
    token,
    WebSocketCtor,
    environment: false,
    backoff,
    log: false,
    ...more,
  });
};

// Each as Chromium 156 fires them.
describe('a socket fires its events in the order that browsers do', () => {
  it('when it opens and brings a message', async () => {
    const { log, connection } = await opening();
    connection.send({ type: 'toast' });
    await turns();
    expect(log).toEqual([
      ['open', 1],
      ['message', 1, '{"type":"toast"}'],
    ]);
  });

  it('when the handshake is refused: error, then close with 1006', async () => {
    const { log, connection, gateway } = await opening({ autoAccept: false });
    connection.refuse();
    await turns();
    expect(log).toEqual([
      ['error', 3],
      ['close', 3, 1_006, '', false],
    ]);
    expect(gateway.connections).toEqual([]);
  });

  it('when the server closes: close alone, clean, with its code and its reason', async () => {
    const { log, connection } = await opening();
    connection.close();
    await turns();
    expect(log.slice(1)).toEqual([['close', 3, 1_001, 'Going away', true]]);
  });

  it('when it is cut off: close alone, with 1006', async () => {
    const { log, connection } = await opening();
    connection.drop();
    await turns();
    expect(log.slice(1)).toEqual([['close', 3, 1_006, '', false]]);
  });

  it('when the client closes: with the code that it gave, and 1005 for none', async () => {
    const normal = await opening();
    normal.socket.close(1_000);
    await turns();
    expect(normal.log.slice(1)).toEqual([['close', 3, 1_000, '', true]]);
    const given = await opening();
    given.socket.close(3_001, 'mine');
    expect(given.socket.readyState).toBe(2);
    await turns();
    expect(given.log.slice(1)).toEqual([['close', 3, 3_001, 'mine', true]]);
    expect(given.connection.closed).toEqual({ code: 3_001, reason: 'mine' });
    const bare = await opening();
    bare.socket.close();
    await turns();
    expect(bare.log.slice(1)).toEqual([['close', 3, 1_005, '', true]]);
  });

  it('when the client closes before it is open: error, then close with 1006', async () => {
    const { log, socket } = await opening({ autoAccept: false });
    socket.close();
    await turns();
    expect(log).toEqual([
      ['error', 3],
      ['close', 3, 1_006, '', false],
    ]);
  });

  it('to its handlers as well as to its listeners, and not to those that were taken away', async () => {
    const { socket, connection } = await opening();
    const seen: string[] = [];
    const listener = () => seen.push('listener');
    socket.onmessage = () => seen.push('handler');
    socket.addEventListener('message', listener);
    connection.send('1');
    await turns();
    socket.removeEventListener('message', listener);
    connection.send('2');
    await turns();
    expect(seen).toEqual(['handler', 'listener', 'handler']);
  });

  it('and promises go on between the error and the close of a refused handshake', async () => {
    const gateway = fakeGateway({ requireToken: false });
    gateway.refuse();
    const socket = new gateway.WebSocketCtor('wss://ws.test');
    const seen: string[] = [];
    socket.onerror = () => {
      seen.push('error');
      void Promise.resolve().then(() => seen.push('promise'));
    };
    socket.onclose = () => seen.push('close');
    await turns();
    expect(seen).toEqual(['error', 'promise', 'close']);
  });

  it('in the order in which they were set, once where that is asked, and a handler where the one before it was', async () => {
    const { socket, connection } = await opening();
    const seen: string[] = [];
    const each = () => seen.push('each');
    socket.addEventListener('message', () => seen.push('once'), { once: true });
    socket.onmessage = () => seen.push('first handler');
    socket.addEventListener('message', each);
    socket.addEventListener('message', each);
    socket.onmessage = () => seen.push('handler');
    connection.send('1');
    connection.send('2');
    await turns();
    expect(seen).toEqual(['once', 'handler', 'each', 'handler', 'each']);
    socket.onmessage = null;
    expect(socket.onmessage).toBeNull();
    connection.send('3');
    await turns();
    expect(seen.slice(5)).toEqual(['each']);
  });

  // In a process of its own: here the error would be the failure of this very test.
  it('to the others too where one of them throws, and that error reaches the test runner', () => {
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'throwing-listener.ts')], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toEqual(['another listener', 'unhandled: in a listener']);
  });
});

describe('a socket refuses what a browser refuses', () => {
  it.each(['ftp://ws.test', 'ws.test', 'wss://', 'wss://ws.test/#part'])('the URL %s, unshown', (url) => {
    const { WebSocketCtor } = fakeGateway();
    const error = thrown(() => new WebSocketCtor(`${url}?ws_token=SECRET`));
    expect(error).toMatchObject({ name: 'SyntaxError' });
    expect(String(error)).not.toContain('SECRET');
  });

  it('but not a URL object, nor http: and https:, which stand for ws: and wss:', () => {
    const { WebSocketCtor } = fakeGateway();
    expect(new WebSocketCtor(new URL('https://ws.test/')).url).toBe('wss://ws.test/');
    expect(new WebSocketCtor('http://ws.test').url).toBe('ws://ws.test');
  });

  it.each([[['two words']], [['one', 'one']], ['']])('the subprotocols %j', (protocols) => {
    const { WebSocketCtor } = fakeGateway();
    expect(thrown(() => new WebSocketCtor('wss://ws.test', protocols))).toMatchObject({ name: 'SyntaxError' });
  });

  it('a handshake in which its subprotocol was passed over', async () => {
    const { WebSocketCtor } = fakeGateway({ requireToken: false });
    const socket = new WebSocketCtor('wss://ws.test', 'graphql-ws');
    await turns();
    expect(socket.readyState).toBe(3);
  });

  it('a send before it is open', async () => {
    const { socket } = await opening({ autoAccept: false });
    expect(thrown(() => socket.send('early'))).toMatchObject({ name: 'InvalidStateError' });
  });

  it.each([1_001, 2_999, 5_000])('to close with %d', async (code) => {
    const { socket } = await opening();
    expect(thrown(() => socket.close(code))).toMatchObject({ name: 'InvalidAccessError' });
  });

  it('a reason of more than 123 bytes', async () => {
    const { socket } = await opening();
    expect(thrown(() => socket.close(3_000, 'ü'.repeat(62)))).toMatchObject({ name: 'SyntaxError' });
  });

  it('and swallows what is sent while it closes', async () => {
    const { socket, connection } = await opening();
    socket.close();
    socket.send('late');
    expect(connection.received).toEqual([]);
    expect(socket.bufferedAmount).toBe(4);
  });
});

describe('a connection', () => {
  it('shows its channel and its query, and never its token', async () => {
    const gateway = fakeGateway();
    const socket = client(gateway, { channel: 'general', query: { v: 1 } });
    socket.connect();
    const connection = await gateway.connected();
    expect(connection).toMatchObject({ channel: 'general', query: { channel: 'general', v: '1' }, open: true });
    expect(JSON.stringify(connection)).not.toContain('fake-token');
    socket.close();
  });

  it('hands out each message once, in order, and shows all that came', async () => {
    const { socket, connection } = await opening();
    for (const text of ['{"n":1}', '{"n":2}', 'no json']) socket.send(text);
    expect([await connection.next(), await connection.next()]).toEqual([{ n: 1 }, { n: 2 }]);
    expect(connection.received).toEqual([{ n: 1 }, { n: 2 }, 'no json']);
  });

  it('whose client gave it up before it was accepted never opens, and nobody is told that it did', async () => {
    const { gateway, connection, socket, log } = await opening({ autoAccept: false });
    connection.accept();
    socket.close();
    await turns();
    expect(log.map((entry) => (entry as readonly unknown[])[0])).toEqual(['error', 'close']);
    expect(connection.open).toBe(false);
    gateway.accept();
    new gateway.WebSocketCtor('wss://ws.test');
    expect(await gateway.connected()).not.toBe(connection);
  });

  it('says why nothing can be sent on it', async () => {
    const waiting = await opening({ autoAccept: false });
    expect(() => waiting.connection.send('x')).toThrow(
      /send: connection connection-1 is not accepted yet; `await gate/,
    );
    const { connection } = await opening();
    connection.drop();
    await turns();
    expect(() => connection.send('x')).toThrow('has ended');
    expect(() => connection.accept()).toThrow('accepted or refused already');
  });

  it('says to who waits for a message that none will come', async () => {
    const { connection, socket } = await opening();
    socket.send('{"n":1}');
    connection.drop();
    expect(await connection.next()).toEqual({ n: 1 });
    await expect(connection.next()).rejects.toThrow('connection connection-1 has ended');
    await expect(connection.next()).rejects.toThrow('the client sent no further message');
    const other = await opening();
    const awaited = other.connection.next();
    other.connection.drop();
    await expect(awaited).rejects.toThrow('connection connection-1 has ended');
  });

  it('that is frozen reads, sends and closes nothing, until it is cut off', async () => {
    const { connection, socket, log } = await opening();
    connection.freeze();
    socket.send('größer');
    connection.send('x');
    connection.close();
    socket.close();
    await turns();
    expect([connection.received, socket.bufferedAmount, socket.readyState]).toEqual([[], 8, 2]);
    expect(log.slice(1)).toEqual([]);
    connection.drop();
    await turns();
    expect(log.slice(1)).toEqual([['close', 3, 1_006, '', false]]);
  });

  it('that is deaf gets no broadcast, and what is sent on it is read and handled by nobody', async () => {
    const { gateway, connection, socket, log } = await opening();
    const hearing = new gateway.WebSocketCtor('wss://ws.test/?channel=general');
    await turns();
    connection.deafen();
    expect(gateway.broadcast({ n: 1 }, 'general')).toBe(1);
    socket.send('{"n":2}');
    hearing.send('{"n":3}');
    await turns();
    expect([connection.received, socket.bufferedAmount, connection.open]).toEqual([[], 0, true]);
    expect(gateway.connections[1]!.received).toEqual([{ n: 3 }]);
    connection.send({ n: 4 });
    connection.close();
    await turns();
    expect(log.slice(1)).toEqual([
      ['message', 1, '{"n":4}'],
      ['close', 3, 1_001, 'Going away', true],
    ]);
    expect(() => connection.deafen()).toThrow('deafen: connection connection-1 has ended');
  });

  it('may be deaf from its handshake on', async () => {
    const { gateway, connection, socket } = await opening({ autoAccept: false });
    socket.onopen = () => socket.send('hello');
    connection.deafen();
    connection.accept();
    expect(await gateway.connected()).toBe(connection);
    expect([gateway.broadcast('x'), connection.received]).toEqual([0, []]);
  });

  it.each([1_005, 1_006, 1_015, 2_000, 5_000, 3_000.5])(
    'closes with no code that no close frame carries: %d',
    async (code) => {
      const { connection } = await opening();
      expect(() => connection.close(code)).toThrow(/1000, 1001 or 3000 to 4999 can be, and drop\(\) gives 1006/);
      expect(() => connection.close(1_001, 'ü'.repeat(62))).toThrow('123 bytes');
    },
  );

  it('closes with the code that is given, and only where none is with a reason of its own', async () => {
    const { connection, log } = await opening();
    connection.close(1_009);
    await turns();
    expect(log.slice(1)).toEqual([['close', 3, 1_009, '', true]]);
  });

  it('sends numbers, null and text that is no JSON, and refuses what JSON has no word for', async () => {
    const { connection, log } = await opening();
    for (const message of [1, null, 'text']) connection.send(message);
    await turns();
    expect(log.slice(1)).toEqual([
      ['message', 1, '1'],
      ['message', 1, 'null'],
      ['message', 1, 'text'],
    ]);
    expect(() => connection.send(undefined)).toThrow(
      /a message must be a string, or what JSON can hold; got undefined/,
    );
  });

  it('sends the error frame of API Gateway, which the client tells as a fault', async () => {
    const gateway = fakeGateway();
    const socket = client(gateway);
    const fault = firstValueFrom(socket.faults$);
    socket.connect();
    const connection = await gateway.connected();
    connection.sendErrorFrame('Forbidden');
    expect(await fault).toMatchObject({ type: 'gateway-error', message: 'Forbidden', connectionId: connection.id });
    socket.close();
  });
});

describe('a gateway', () => {
  it('lets in a token that it handed out, once, and while it is young', async () => {
    jest.useFakeTimers();
    const gateway = fakeGateway();
    const outcome = async (token: string) => {
      const socket = new gateway.WebSocketCtor(`wss://ws.test/?ws_token=${token}`);
      await turns();
      return socket.readyState;
    };
    const { token, expires_in } = await gateway.token();
    expect([expires_in, await outcome('made-up'), await outcome(token), await outcome(token)]).toEqual([60, 3, 1, 3]);
    const late = await gateway.token();
    jest.setSystemTime(Date.now() + 60_001);
    expect(await outcome(late.token)).toBe(3);
    jest.useRealTimers();
  });

  it('broadcasts to all, or to a channel, and says to how many', async () => {
    const gateway = fakeGateway({ requireToken: false });
    const sockets = ['a', 'a', 'b'].map((channel) => new gateway.WebSocketCtor(`wss://ws.test/?channel=${channel}`));
    await turns();
    const seen: string[] = [];
    sockets.forEach((socket, n) => (socket.onmessage = ({ data }) => seen.push(`${n}${String(data)}`)));
    expect([gateway.broadcast('!'), gateway.broadcast('?', 'a'), gateway.broadcast('-', 'c')]).toEqual([3, 2, 0]);
    await turns();
    expect(seen).toEqual(['0!', '1!', '2!', '0?', '1?']);
    // The last broadcast reached nobody, and the gateway's wait to say so ends with its clients.
    for (const socket of sockets) socket.close();
    await turns();
  });

  it('refuses the next so many, and the client comes back with a fresh token each time', async () => {
    const gateway = fakeGateway();
    gateway.refuse(2);
    const socket = client(gateway);
    socket.connect();
    await gateway.connected();
    expect([gateway.attempts, gateway.tokensFetched]).toEqual([3, 3]);
    socket.close();
  });

  it('holds connections until they are accepted, one by one or all', async () => {
    const gateway = fakeGateway({ autoAccept: false, requireToken: false });
    const sockets = [1, 2].map(() => new gateway.WebSocketCtor('wss://ws.test'));
    await turns();
    expect(sockets.map(({ readyState }) => readyState)).toEqual([0, 0]);
    gateway.connections[1]!.accept();
    expect(await gateway.connected()).toBe(gateway.connections[1]);
    gateway.accept();
    sockets.push(new gateway.WebSocketCtor('wss://ws.test'));
    await turns();
    expect(sockets.map(({ readyState }) => readyState)).toEqual([1, 1, 1]);
  });

  it.each<readonly [TokenFailure, TokenError['kind']]>([
    ['rate-limited', 'rate-limited'],
    ['csrf', 'csrf'],
    ['unauthenticated', 'unauthenticated'],
    ['forbidden', 'forbidden'],
    ['rejected', 'rejected'],
    ['unavailable', 'unavailable'],
    ['network', 'network'],
    ['timeout', 'timeout'],
    ['malformed', 'malformed'],
  ])('fails a token fetch so that the client sees %s', async (failure, kind) => {
    const gateway = fakeGateway();
    gateway.failTokens(1, failure);
    const socket = client(gateway, { tokenTimeout: 5 });
    const fault = firstValueFrom(socket.faults$);
    socket.connect();
    expect(await fault).toMatchObject({ type: 'token', error: { kind } });
    socket.close();
  });

  it('hands out the last token once more, which the client refuses', async () => {
    const gateway = fakeGateway();
    const socket = client(gateway);
    const faults = firstValueFrom(socket.faults$);
    socket.connect();
    const connection = await gateway.connected();
    gateway.failTokens(1, 'reused');
    connection.drop();
    expect(await faults).toMatchObject({ type: 'token', error: { kind: 'reused' } });
    await gateway.connected();
    socket.close();
  });

  it('refuses, and fails, for ever or no more, whatever was said before', async () => {
    const gateway = fakeGateway({ requireToken: false });
    const outcome = async () => {
      const socket = new gateway.WebSocketCtor('wss://ws.test');
      await turns();
      return socket.readyState;
    };
    gateway.refuse(Infinity);
    expect([await outcome(), await outcome(), await outcome()]).toEqual([3, 3, 3]);
    gateway.refuse(0);
    gateway.failTokens(Infinity, 'network');
    gateway.failTokens(0);
    expect([await outcome(), (await gateway.token()).expires_in]).toEqual([1, 60]);
  });

  it('freezes all, and says how many it struck', async () => {
    const gateway = fakeGateway({ requireToken: false });
    const sockets = [1, 2].map(() => new gateway.WebSocketCtor('wss://ws.test'));
    await turns();
    expect(gateway.freeze()).toBe(2);
    sockets[0]!.send('unread');
    expect(sockets.map(({ bufferedAmount }) => bufferedAmount)).toEqual([6, 0]);
    expect(gateway.drop()).toBe(2);
    await turns();
    expect([gateway.drop(), gateway.closeAll(), gateway.freeze()]).toEqual([0, 0, 0]);
  });

  it('closes all, or cuts all off', async () => {
    const endings = async (end: (gateway: ReturnType<typeof fakeGateway>) => void) => {
      const gateway = fakeGateway({ requireToken: false });
      const ended = Promise.all(
        [1, 2].map(
          () =>
            new Promise<number | undefined>((resolve) => {
              const socket: FakeWebSocket = new gateway.WebSocketCtor('wss://ws.test');
              socket.onclose = ({ code }) => resolve(code);
            }),
        ),
      );
      await turns();
      end(gateway);
      return ended;
    };
    expect(await endings((gateway) => gateway.closeAll())).toEqual([1_001, 1_001]);
    expect(await endings((gateway) => gateway.drop())).toEqual([1_006, 1_006]);
  });

  it.each<readonly [string, () => unknown, RegExp]>([
    ['a count of refusals', () => fakeGateway().refuse(-1), /refuse: how many must be a whole number, .*; got -1/],
    ['a count of failures', () => fakeGateway().failTokens(1.5), /failTokens: how many .*; got 1.5/],
    [
      'a kind',
      () => fakeGateway().failTokens(1, 'broken' as TokenFailure),
      /kind must be one of rate-limited.*"broken"/,
    ],
    ['a life', () => fakeGateway({ tokenTtl: 0 }), /tokenTtl must be a number of ms over 0; got 0/],
  ])('refuses %s that makes no sense', (_name, work, said) => {
    expect(work).toThrow(said);
  });

  it('answers a request of the client as the backend would', async () => {
    const gateway = fakeGateway();
    const socket = client(gateway);
    const replies = recorded(socket.request('fetch_history', {}).pipe(toArray()));
    const connection = await gateway.connected();
    const { request_id } = (await connection.next()) as { readonly request_id: string };
    connection.send({ type: 'history', request_id, messages: [] });
    await turns();
    expect(replies.values).toEqual([[{ type: 'history', request_id, messages: [] }]]);
    socket.close();
  });
});
