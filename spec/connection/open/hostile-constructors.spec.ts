import { runInNewContext } from 'node:vm';
import type { WebSocketCtor } from '../../../lib';
import { FakeSocket, socketsFrom } from '../../support/fake-socket';
import { said } from '../../support/said';
import { openClient } from '../../support/virtual-client';

/** What the URL of a connection holds, which a constructor is the only one to see. */
const SECRET = /token-\d|ws_token=[^…]/;

/** A constructor that runs this with the URL, in the place of making a socket or after it. */
const constructing = (work: (url: string, socket: FakeSocket) => unknown): WebSocketCtor =>
  socketsFrom((url) => {
    const socket = new FakeSocket(url);
    work(url, socket);
    return socket;
  });

const hostile: readonly (readonly [string, WebSocketCtor])[] = [
  [
    'throws an error with the URL',
    constructing((url) => {
      throw new Error(`no ${url}`);
    }),
  ],
  [
    'throws an error that wraps one',
    constructing((url) => {
      throw new Error('no', { cause: new SyntaxError(url) });
    }),
  ],
  [
    'throws an error of another realm',
    constructing((url) => {
      throw runInNewContext('new Error(url)', { url }) as Error;
    }),
  ],
  [
    'throws the URL',
    constructing((url) => {
      throw url as unknown as Error;
    }),
  ],
  [
    'throws an object with the URL as its key',
    constructing((url) => {
      throw { [url]: 1 } as unknown as Error;
    }),
  ],
  [
    'throws what looks like an error of this library',
    constructing((url) => {
      throw Object.assign(new Error(url), { name: 'ConnectionError', kind: 'lost', reason: url });
    }),
  ],
  [
    'keeps the URL in its name and its events',
    constructing((url, socket) => {
      Object.assign(socket, { name: url, protocol: url });
      queueMicrotask(() =>
        socket.onerror?.(Object.assign(new Event('error'), { message: url, error: new Error(url) })),
      );
    }),
  ],
  ['fails before it has a handler', constructing((_url, socket) => socket.fail())],
  [
    'makes a socket that cannot be read',
    constructing((url, socket) => {
      Object.defineProperty(socket, 'bufferedAmount', {
        get: () => {
          throw new Error(url);
        },
      });
    }),
  ],
];

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the URL of a connection, and the token in it, stays in the constructor that', () => {
  it.each(hostile)('%s', async (_name, WebSocketCtor) => {
    const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(),
    );
    const { time, socket, events, faults, statuses, opened, messages } = openClient({ WebSocketCtor });
    await new Promise(setImmediate);
    time.advance(60_000);
    expect(events.some(({ type }) => type === 'ended' || type === 'failed')).toBe(true);
    socket.close();
    for (const part of [events, faults, statuses, opened, messages.errors, consoles.map(({ mock }) => mock.calls)]) {
      expect(said(part)).not.toMatch(SECRET);
    }
  });
});
