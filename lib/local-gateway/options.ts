import type { Handlers } from './backend/handlers';
import type { Clock } from './clock';
import type { GatewayListener } from './gateway-event';

/** An HTTP backend behind the gateway, called as API Gateway's `HTTP_PROXY` integration calls it. */
export interface ProxyBackend {
  /** The base URL; `connect`, `disconnect` and `default` are appended, e.g. `'http://127.0.0.1:8000/ws/'`. */
  readonly proxy: string;
  /**
   * `'raw'` sends exactly what API Gateway sends; `'alb-nginx'` adds what a load balancer and nginx add in front of the
   * backend, without which the Django package answers 400 to every message. Default: `'alb-nginx'`.
   */
  readonly headerProfile?: HeaderProfile | undefined;
  /** `X-Amzn-Apigateway-Api-Id`, which the Django package looks up among its gateways. Default: `'local'`. */
  readonly apiId?: string | undefined;
  /** `limits.integration` for this backend. */
  readonly timeout?: number | undefined;
}

/** Which headers an HTTP backend gets: {@link ProxyBackend.headerProfile}. */
export type HeaderProfile = 'raw' | 'alb-nginx';

/** One route of the API. */
export interface RouteOptions {
  /** Whether the backend's answer is sent to the client (a `RouteResponse`). Default: `false`. */
  readonly twoWay?: boolean | undefined;
  /** Where an HTTP backend takes this route's messages. Default: `default` under the base URL. */
  readonly url?: string | undefined;
  /** The route's request model: a body that it does not accept is answered `Bad request body`. Default: none. */
  readonly accepts?: ((body: unknown) => boolean) | undefined;
}

/** The built-in token endpoint. */
export interface TokenOptions {
  /** Seconds that a token lives. Default: 60. */
  readonly ttl?: number | undefined;
  /** Tokens a client (session cookie and address) gets in any 60 s; the next is a 403. Default: 20. */
  readonly perMinute?: number | false | undefined;
}

/**
 * Limits on connections, in ms and bytes. Defaults: those of API Gateway
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html).
 */
export interface LimitOptions {
  /** ms without a message in either direction until 1001 "Going away"; pings do not count. Default: 600,000. */
  readonly idle?: number | undefined;
  /** ms until a connection ends with 1001 whatever it does. Default: 7,200,000. */
  readonly age?: number | undefined;
  /** Longest frame of a client; over it 1009. Default: 32,768. */
  readonly frameBytes?: number | undefined;
  /** Longest message in either direction; over it 1009, or a 413 from `@connections`. Default: 131,072. */
  readonly messageBytes?: number | undefined;
  /**
   * ms that a backend, in this process or not, may take; over it a handshake is a 504, and a message is answered with the
   * frame "Endpoint request timed out". Default: 29,000.
   */
  readonly integration?: number | undefined;
  /** Bytes that may wait for a client that does not read; over it a post is a 429. Default: 4,194,304. */
  readonly bufferBytes?: number | undefined;
}

/** How the gateway treats control pings; no two sources agree on the real one. */
export interface PingOptions {
  /** Whether a ping is answered with a pong. Default: `true`. */
  readonly answer?: boolean | undefined;
  /** Whether a ping counts against the idle limit. Default: `false`. */
  readonly resetIdle?: boolean | undefined;
}

/** What `startLocalGateway()` takes; everything may be left out. */
export interface LocalGatewayOptions {
  /** The address to listen on. Anything but loopback is open to the network and warned about. Default: `'127.0.0.1'`. */
  readonly host?: string | undefined;
  /** The port; `0` takes a free one. Default: `0`. */
  readonly port?: number | undefined;
  /**
   * Whose pages may connect, ask for tokens and use `@connections`, beside those of this machine: origins such as
   * `'http://app.test:5173'`, or `'null'` for pages from files. Their host names are taken as a `Host` too. On a loopback
   * `host` every other `Host` and `Origin` is refused with 403. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Handlers in JavaScript, or an HTTP backend. Default: echo, chat, toasts and task progress. */
  readonly backend?: Handlers | ProxyBackend | undefined;
  /**
   * Further headers of every call to an HTTP backend, such as `{ 'X-Ws-Gateway-Secret': … }`; they take the place of the
   * client's own. Their values are in no event, error or log line. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The built-in token endpoint `POST /api/ws-token/`; `false` for none. An HTTP backend has its own. */
  readonly tokens?: TokenOptions | false | undefined;
  /** When connections end, and how much they carry. Default: as API Gateway. */
  readonly limits?: LimitOptions | undefined;
  /**
   * Connections that one address, and one session, may open in any 60 s, refused ones counted; `false` for no limit. An
   * HTTP backend counts for itself. Default: 20.
   */
  readonly connectsPerMinute?: number | false | undefined;
  /** What becomes of control pings. */
  readonly pings?: PingOptions | undefined;
  /** The stage, accepted as the first part of paths. Default: `'production'`. */
  readonly stage?: string | undefined;
  /** What chooses the route of a message. Default: `'$request.body.action'`. */
  readonly routeSelectionExpression?: string | undefined;
  /**
   * The routes, by route key; `false` for one that the API lacks. `$connect: false` accepts every upgrade, `$default:
   * false` answers messages that match nothing with `Forbidden`. Default: `$connect`, `$default`, `$disconnect`.
   */
  readonly routes?: Readonly<Record<string, RouteOptions | false | undefined>> | undefined;
  /** Told of everything that happens, from the start on. */
  readonly onEvent?: GatewayListener | undefined;
  /** The time in epoch ms, for the rules that count seconds and minutes. Default: `Date.now`. */
  readonly clock?: Clock | undefined;
  /** A number in [0, 1), for faults that need chance. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}
