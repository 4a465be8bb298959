import type { Handlers } from './backend/handlers';
import type { Clock } from './clock';
import type { GatewayListener } from './gateway-event';

/** An HTTP backend behind the gateway, called like an `HTTP_PROXY` integration of API Gateway. */
export interface ProxyBackend {
  /** The base URL; `connect`, `disconnect` and `default` are appended, for example `'http://127.0.0.1:8000/ws/'`. */
  readonly proxy: string;
  /**
   * `'raw'` sends exactly the headers of API Gateway. `'alb-nginx'` adds the headers of a load balancer and nginx in
   * front of the backend; without them the Django package answers 400 to every message. Default: `'alb-nginx'`.
   */
  readonly headerProfile?: HeaderProfile | undefined;
  /** `X-Amzn-Apigateway-Api-Id`, by which the Django package finds its gateway. Default: `'local'`. */
  readonly apiId?: string | undefined;
  /** `limits.integration` for this backend. */
  readonly timeout?: number | undefined;
}

/** The set of headers for an HTTP backend: {@link ProxyBackend.headerProfile}. */
export type HeaderProfile = 'raw' | 'alb-nginx';

/** One route of the API. */
export interface RouteOptions {
  /** Whether the backend's answer is sent to the client (a `RouteResponse`). Default: `false`. */
  readonly twoWay?: boolean | undefined;
  /** The URL of an HTTP backend for this route's messages. Default: `default` under the base URL. */
  readonly url?: string | undefined;
  /** The route's request model: a body that it does not accept is answered with `Bad request body`. Default: none. */
  readonly accepts?: ((body: unknown) => boolean) | undefined;
}

/** The built-in token endpoint. */
export interface TokenOptions {
  /** The lifetime of a token in seconds. Default: 60. */
  readonly ttl?: number | undefined;
  /**
   * The maximum number of tokens for a client (session cookie and address) within 60 s; the next is a 403. Default: 20.
   */
  readonly perMinute?: number | false | undefined;
}

/**
 * Limits on connections, in ms and bytes. Defaults: those of API Gateway
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html).
 */
export interface LimitOptions {
  /** The ms without a message in either direction until 1001 "Going away"; pings do not count. Default: 600,000. */
  readonly idle?: number | undefined;
  /** The ms until a connection ends with 1001 in any case. Default: 7,200,000. */
  readonly age?: number | undefined;
  /** The maximum bytes of a client's frame; a longer one ends the connection with 1009. Default: 32,768. */
  readonly frameBytes?: number | undefined;
  /**
   * The maximum bytes of a message in either direction. A longer one ends the connection with 1009, or is a 413 from
   * `@connections`. Default: 131,072.
   */
  readonly messageBytes?: number | undefined;
  /**
   * The time limit of a backend, in this process or not, in ms. After it a handshake is a 504, and a message is
   * answered with the frame "Endpoint request timed out". Default: 29,000.
   */
  readonly integration?: number | undefined;
  /**
   * The maximum bytes that are buffered for a client that does not read; above it a post is a 429. Default: 4,194,304.
   */
  readonly bufferBytes?: number | undefined;
}

/** How the gateway treats control pings. Sources differ about the real gateway. */
export interface PingOptions {
  /** Whether a ping is answered with a pong. Default: `true`. */
  readonly answer?: boolean | undefined;
  /** Whether a ping resets the idle timeout. Default: `false`. */
  readonly resetIdle?: boolean | undefined;
}

/** Options of `startLocalGateway()`, all of them optional. */
export interface LocalGatewayOptions {
  /**
   * The address to bind to. Any address but loopback is open to the network, and a warning is printed. Default:
   * `'127.0.0.1'`.
   */
  readonly host?: string | undefined;
  /** The port; `0` selects a free one. Default: `0`. */
  readonly port?: number | undefined;
  /**
   * Origins whose pages may connect, request tokens and use `@connections`, in addition to those of this machine: for
   * example `'http://app.test:5173'`, or `'null'` for pages from files. Their host names are accepted as a `Host` too.
   * On a loopback `host` any other `Host` and `Origin` is refused with 403. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Handlers in JavaScript, or an HTTP backend. Default: echo, chat, toasts and task progress. */
  readonly backend?: Handlers | ProxyBackend | undefined;
  /**
   * More headers for each call to an HTTP backend, such as `{ 'X-Ws-Gateway-Secret': … }`. They replace the client's
   * own. Their values are in no event, error or log line. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The built-in token endpoint `POST /api/ws-token/`; `false` for none. An HTTP backend has its own endpoint. */
  readonly tokens?: TokenOptions | false | undefined;
  /** When connections end, and the maximum sizes. Default: as in API Gateway. */
  readonly limits?: LimitOptions | undefined;
  /**
   * The maximum number of connections of one address, and of one session, within 60 s, including refused ones; `false`
   * for no limit. An HTTP backend counts for itself. Default: 20.
   */
  readonly connectsPerMinute?: number | false | undefined;
  /** How control pings are treated. */
  readonly pings?: PingOptions | undefined;
  /** The stage, accepted as the first part of paths. Default: `'production'`. */
  readonly stage?: string | undefined;
  /** The expression that selects the route of a message. Default: `'$request.body.action'`. */
  readonly routeSelectionExpression?: string | undefined;
  /**
   * The routes by route key; `false` for a route that the API does not have. `$connect: false` accepts every upgrade.
   * `$default: false` answers messages without a matching route with `Forbidden`. Default: `$connect`, `$default`,
   * `$disconnect`.
   */
  readonly routes?: Readonly<Record<string, RouteOptions | false | undefined>> | undefined;
  /** Called for each event from the start. */
  readonly onEvent?: GatewayListener | undefined;
  /** Returns the time in epoch ms, for the rules that count seconds and minutes. Default: `Date.now`. */
  readonly clock?: Clock | undefined;
  /** Returns a number in [0, 1), for faults with a random part. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}
