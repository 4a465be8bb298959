import { Counted } from './counted';
import { Connection, type FakeConnection } from './fake-connection';
import { FakeTokens, type TokenFailure } from './fake-tokens';
import { FakeWebSocket, type ClientSide } from './fake-web-socket';
import { Queue } from './queue';
import { ClientActivity } from './client-activity';

/** Options of {@link fakeGateway}. */
export interface FakeGatewayOptions {
  /**
   * Whether connections are accepted automatically. Default `true`; else each of them waits for its `accept()` or
   * `refuse()`.
   */
  readonly autoAccept?: boolean | undefined;
  /** Whether a connection needs a token from the gateway's `token` source. Default `true`. */
  readonly requireToken?: boolean | undefined;
  /** The lifetime of a token, in ms. Default 60,000. */
  readonly tokenTtl?: number | undefined;
  /** The query parameter with the token. Default `'ws_token'`. */
  readonly tokenParam?: string | undefined;
  /** The query parameter with the channel. Default `'channel'`. */
  readonly channelParam?: string | undefined;
}

/** The options of `gatewaySocket()` that connect a client to a {@link fakeGateway}. */
export interface FakeGatewayConfig {
  /** An example URL: the gateway accepts any. */
  readonly url: string;
  /** The token source of the gateway. */
  readonly token: FakeGateway['token'];
  /** The socket class of the gateway. */
  readonly WebSocketCtor: new (url: string | URL, protocols?: string | readonly string[]) => FakeWebSocket;
  /** Off: the network of the test's host does not matter. */
  readonly environment: false;
  /** The same name as in the gateway's options. */
  readonly tokenParam: string;
  /** The same name as in the gateway's options. */
  readonly channelParam: string;
}

/** An API Gateway WebSocket API with its token endpoint, in memory. */
export interface FakeGateway {
  /** The options that a socket needs, to be spread: `gatewaySocket({ ...gateway.config, channel: 'general' })`. */
  readonly config: FakeGatewayConfig;
  /** For the option of the same name. */
  readonly WebSocketCtor: new (url: string | URL, protocols?: string | readonly string[]) => FakeWebSocket;
  /** For the option of the same name. Each token works once, within a minute. */
  readonly token: () => Promise<{
    /** The token. */
    readonly token: string;
    /** The lifetime, in seconds. */
    readonly expires_in: number;
  }>;
  /** The connections that are open or wait for `accept()`, oldest first. */
  readonly connections: readonly FakeConnection[];
  /** How many tokens were requested. */
  readonly tokensFetched: number;
  /** How many connections were attempted, including refused ones. */
  readonly attempts: number;
  /**
   * The next open connection that no other call of `connected()` has returned. If none opens within a second, a warning
   * on the console describes what happened instead; the promise stays pending.
   */
  connected(): Promise<FakeConnection>;
  /** Accepts all connections that wait, and all later ones. */
  accept(): void;
  /**
   * Refuses the next `count` connections, whose tokens are spent: a browser gets only the close code 1006. `Infinity`:
   * without a limit; 0: stop. Default 1.
   */
  refuse(count?: number): void;
  /** Fails the next `count` token fetches. `Infinity`: without a limit; 0: stop. Defaults: 1, `'unavailable'`. */
  failTokens(count?: number, kind?: TokenFailure): void;
  /** Sends a message to all open connections that are not deaf, or to those of one channel. Returns their number. */
  broadcast(message: unknown, channel?: string): number;
  /**
   * Closes all open connections with a close frame, like a gateway that restarts. Default 1001, `'Going away'`. Returns
   * their number.
   */
  closeAll(code?: number, reason?: string): number;
  /** Cuts all open connections without a close frame: 1006. Returns their number. */
  drop(): number;
  /**
   * Makes all connections half-open: each socket stays open, but nothing is read, answered, sent or closed any more.
   * Returns their number.
   */
  freeze(): number;
}

/**
 * An in-memory gateway for the tests of an application: without a port, a timer or a dependency. Like the backend, it
 * refuses a token that was used before, is too old or is unknown.
 *
 * @example
 * const gateway = fakeGateway();
 * const socket = gatewaySocket({ ...gateway.config, channel: 'general' });
 * const toasts = firstValueFrom(socket.on('toast'));
 * await gateway.connected();
 * gateway.broadcast({ type: 'toast', message: 'Hello' });
 * expect(await toasts).toMatchObject({ message: 'Hello' });
 */
export function fakeGateway(options: FakeGatewayOptions = {}): FakeGateway {
  const { requireToken = true, tokenTtl = 60_000, tokenParam = 'ws_token', channelParam = 'channel' } = options;
  if (!(tokenTtl > 0)) throw new RangeError(`tokenTtl must be a number of ms over 0; got ${String(tokenTtl)}.`);
  const activity = new ClientActivity();
  const tokens = new FakeTokens(tokenTtl, (text, retried) => activity.note(text, retried));
  const connections = new Map<FakeWebSocket, Connection>();
  const opened = new Queue<FakeConnection>(() => activity.whyNoConnection());
  let autoAccept = options.autoAccept ?? true;
  const refusals = new Counted<true>();
  let attempts = 0;

  const each = (some: readonly Connection[], act: (connection: Connection) => void): number => {
    some.forEach(act);
    return some.length;
  };
  const open = () => [...connections.values()].filter((connection) => connection.open);
  /** The expected message may have arrived on another connection. */
  const elsewhere = (here: string) =>
    open()
      .filter(({ id, received }) => id !== here && received.length > 0)
      .map(({ id, received }) => `${id} has ${received.length}`);
  const client: ClientSide = {
    opening: (socket, protocols) => {
      attempts += 1;
      const { [tokenParam]: token = null, ...query } = queryOf(socket.url);
      const connection = new Connection(`connection-${attempts}`, query[channelParam] ?? '', query, socket, {
        opened: (one) => {
          activity.note(`${one.id} is open, and connected() has given it out already`);
          opened.push(one);
        },
        ended: ({ id }, how, retried) => {
          connections.delete(socket);
          activity.note(`${id} ${how}`, retried);
        },
        whyNoMessage: ({ id }, what) => activity.whyNoMessage(id, [what, ...elsewhere(id)].join('; ')),
      });
      connections.set(socket, connection);
      // Each attempt spends its token, even if it is refused.
      const badToken = requireToken ? tokens.refusalOf(token) : undefined;
      const refusal = refusals.take() ? 'refuse()' : (badToken ?? subprotocolRefusal(protocols));
      if (refusal !== undefined) connection.refuse(refusal);
      else if (autoAccept) connection.accept();
      else activity.note(`${connection.id} waits for accept()`);
    },
    sent: (socket, text) => connections.get(socket)?.take(text) ?? false,
    closing: (socket, code, reason) => connections.get(socket)?.closing(code, reason),
  };

  class WebSocketCtor extends FakeWebSocket {
    constructor(url: string | URL, protocols: string | readonly string[] = []) {
      super(url, protocols, client);
    }
  }
  const token = () => tokens.fetch();

  return {
    config: { url: 'wss://gateway.test', token, WebSocketCtor, environment: false, tokenParam, channelParam },
    WebSocketCtor,
    token,
    get connections() {
      return [...connections.values()];
    },
    get tokensFetched() {
      return tokens.asked;
    },
    get attempts() {
      return attempts;
    },
    connected: () => opened.next(),
    accept: () => {
      autoAccept = true;
      for (const connection of connections.values()) if (connection.waiting) connection.accept();
    },
    refuse: (count = 1) => refusals.arm('refuse', count, true),
    failTokens: (count = 1, kind = 'unavailable') => tokens.fail(count, kind),
    broadcast: (message, channel) => {
      const members = open().filter((connection) => channel === undefined || connection.channel === channel);
      // A deaf connection counts as reached here: the test has made it deaf, and needs no warning.
      activity.broadcast(
        channel,
        members.length,
        open().map((connection) => connection.channel),
      );
      return each(
        members.filter(({ deaf }) => !deaf),
        (connection) => connection.send(message),
      );
    },
    closeAll: (code, reason) => each(open(), (connection) => connection.close(code, reason)),
    drop: () =>
      each(
        [...connections.values()].filter(({ up }) => up),
        (connection) => connection.drop(),
      ),
    freeze: () => each(open(), (connection) => connection.freeze()),
  };
}

/** The backend selects no subprotocol, and a browser fails a connection if none of its subprotocols is selected. */
function subprotocolRefusal(protocols: readonly string[]): string | undefined {
  return protocols.length > 0 ? 'it offered subprotocols, and the backend takes none' : undefined;
}

function queryOf(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length)));
}
