import { Counted } from './counted';
import { Connection, type FakeConnection } from './fake-connection';
import { FakeTokens, type TokenFailure } from './fake-tokens';
import { FakeWebSocket, type Wire } from './fake-web-socket';
import { Queue } from './queue';
import { Sightings } from './sightings';

/** How a {@link fakeGateway} behaves. */
export interface FakeGatewayOptions {
  /** Whether it opens connections by itself. Default `true`; else each waits for its `accept()` or `refuse()`. */
  readonly autoAccept?: boolean | undefined;
  /** Whether a connection needs a token of its `token` source. Default `true`. */
  readonly requireToken?: boolean | undefined;
  /** How long a token lives, in ms. Default 60,000. */
  readonly tokenTtl?: number | undefined;
  /** The query parameter of the token. Default `'ws_token'`. */
  readonly tokenParam?: string | undefined;
  /** The query parameter of the channel. Default `'channel'`. */
  readonly channelParam?: string | undefined;
}

/** What a client needs to reach a {@link fakeGateway}: options of `gatewaySocket()`. */
export interface FakeGatewayConfig {
  /** Any will do. */
  readonly url: string;
  /** Its tokens. */
  readonly token: FakeGateway['token'];
  /** Its sockets. */
  readonly WebSocketCtor: new (url: string | URL, protocols?: string | readonly string[]) => FakeWebSocket;
  /** The host of a test says nothing of its network. */
  readonly environment: false;
  /** As the gateway reads it. */
  readonly tokenParam: string;
  /** As the gateway reads it. */
  readonly channelParam: string;
}

/** An API Gateway WebSocket API with its token endpoint, in memory. */
export interface FakeGateway {
  /** What a socket needs, to be spread into its options: `gatewaySocket({ ...gateway.config, channel: 'general' })`. */
  readonly config: FakeGatewayConfig;
  /** For the option of the same name. */
  readonly WebSocketCtor: new (url: string | URL, protocols?: string | readonly string[]) => FakeWebSocket;
  /** For the option of the same name: tokens that work once and for a minute. */
  readonly token: () => Promise<{
    /** The token. */
    readonly token: string;
    /** In seconds. */
    readonly expires_in: number;
  }>;
  /** The connections that are open or wait to be accepted, oldest first. */
  readonly connections: readonly FakeConnection[];
  /** How many tokens were asked for. */
  readonly tokensFetched: number;
  /** How many connections were attempted, refused ones too. */
  readonly attempts: number;
  /**
   * The next connection that opens, or has opened and nobody has waited for yet. If none comes, it says on the console
   * after a second what it saw instead, and goes on waiting.
   */
  connected(): Promise<FakeConnection>;
  /** Accepts every connection that waits, and from now on all. */
  accept(): void;
  /**
   * Refuses the next `count` connections, tokens spent: a browser sees 1006 and no more. `Infinity` for ever, 0 to stop.
   * Default 1.
   */
  refuse(count?: number): void;
  /** Fails the next `count` token fetches; `Infinity` for ever, 0 to stop. Defaults: 1, `'unavailable'`. */
  failTokens(count?: number, kind?: TokenFailure): void;
  /**
   * Sends a message to every open connection that is not deaf, or to those of a channel; the result is to how many.
   */
  broadcast(message: unknown, channel?: string): number;
  /** Closes every open connection in order, as a gateway that restarts. Default 1001, `'Going away'`. The result is how many. */
  closeAll(code?: number, reason?: string): number;
  /** Cuts every open connection off: 1006. The result is how many. */
  drop(): number;
  /** Every socket stays up, but nothing is read, answered, sent or closed any more: half-open. The result is how many. */
  freeze(): number;
}

/**
 * An in-memory gateway for an application's own tests: no port, no timer, no dependency. It refuses a token that is used,
 * too old or unknown, as the backend does.
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
  const sightings = new Sightings();
  const tokens = new FakeTokens(tokenTtl, (text, retried) => sightings.note(text, retried));
  const connections = new Map<FakeWebSocket, Connection>();
  const opened = new Queue<FakeConnection>(() => sightings.whyNoConnection());
  let autoAccept = options.autoAccept ?? true;
  const refusals = new Counted<true>();
  let attempts = 0;

  const each = (some: readonly Connection[], strike: (connection: Connection) => void): number => {
    some.forEach(strike);
    return some.length;
  };
  const open = () => [...connections.values()].filter((connection) => connection.open);
  /** The message that is waited for on one connection may have come on another. */
  const elsewhere = (here: string) =>
    open()
      .filter(({ id, received }) => id !== here && received.length > 0)
      .map(({ id, received }) => `${id} has ${received.length}`);
  const wire: Wire = {
    opening: (socket, protocols) => {
      attempts += 1;
      const { [tokenParam]: token = null, ...query } = queryOf(socket.url);
      const connection = new Connection(`connection-${attempts}`, query[channelParam] ?? '', query, socket, {
        opened: (one) => {
          sightings.note(`${one.id} is open, and connected() has given it out already`);
          opened.push(one);
        },
        ended: ({ id }, how, retried) => {
          connections.delete(socket);
          sightings.note(`${id} ${how}`, retried);
        },
        whyNoMessage: ({ id }, what) => sightings.whyNoMessage(id, [what, ...elsewhere(id)].join('; ')),
      });
      connections.set(socket, connection);
      // A token is spent by every attempt, a refused one too.
      const badToken = requireToken ? tokens.refusalOf(token) : undefined;
      const refusal = refusals.take() ? 'refuse()' : (badToken ?? subprotocolRefusal(protocols));
      if (refusal !== undefined) connection.refuse(refusal);
      else if (autoAccept) connection.accept();
      else sightings.note(`${connection.id} waits for accept()`);
    },
    sent: (socket, text) => connections.get(socket)?.take(text) ?? false,
    closing: (socket, code, reason) => connections.get(socket)?.closing(code, reason),
  };

  class WebSocketCtor extends FakeWebSocket {
    constructor(url: string | URL, protocols: string | readonly string[] = []) {
      super(url, protocols, wire);
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
      // A deaf one counts as reached here: its test asked for it, and needs no warning.
      sightings.broadcast(
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

/** The backend speaks no subprotocol, and a browser fails a connection whose subprotocols were passed over. */
function subprotocolRefusal(protocols: readonly string[]): string | undefined {
  return protocols.length > 0 ? 'it offered subprotocols, and the backend takes none' : undefined;
}

function queryOf(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length)));
}
