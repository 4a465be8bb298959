import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { builtInHandlers } from '../backend/built-in-handlers';
import type { Handlers } from '../backend/handlers';
import type { Clock } from '../clock';
import { CountedFault, type TokenFailure } from '../faults';
import { listen } from '../http/listen';
import { reply } from '../http/reply';
import { TOKEN_PATH } from '../http/token-endpoint';
import { checkCount, checkNumber, checkPerMinute, refuseUnknown } from '../option-checks';
import { ConnectLimit } from '../rules/connect-limit';
import { isLoopbackAddress } from '../rules/loopback';
import { Visitors } from '../rules/visitors';
import { SessionTable, type Session } from '../rules/session-table';
import { TokenStore } from '../rules/token-store';
import { SessionSender } from './session-sender';
import { SignIns, type SignIn } from './sign-ins';
import { tokenView } from './token-view';
import { answerWith, send, SIGN_IN_PATH } from './urls';
import { serverError } from './view-answer';
import { webSocketView } from './websocket-view';

/** Options of `startDjangoStandIn()`, all of them optional. */
export interface DjangoStandInOptions {
  /** Default: `'127.0.0.1'`. */
  readonly host?: string | undefined;
  /** Default: 0, a free port. */
  readonly port?: number | undefined;
  /** The API id that calls must carry (the package finds its gateway by this id). Default: `'local'`. */
  readonly apiId?: string | undefined;
  /**
   * The package's `gateway_secret`: the required value of `X-Ws-Gateway-Secret` in each call. Default: none, and no
   * check.
   */
  readonly gatewaySecret?: string | undefined;
  /**
   * The methods of the view. Default: the gateway's built-in ones. Here `query` and `headers` are those of the call.
   */
  readonly handlers?: Handlers | undefined;
  /** Django's `ALLOWED_HOSTS`, compared literally, port included. Default: empty, which allows all. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Django's `CSRF_TRUSTED_ORIGINS`. Default: none. */
  readonly trustedOrigins?: readonly string[] | undefined;
  /** The maximum number of tokens for a user within 60 s. Default: 20. */
  readonly tokensPerMinute?: number | false | undefined;
  /** The maximum number of connections for an address, and for a user, within 60 s. Default: 20. */
  readonly connectsPerMinute?: number | false | undefined;
  /** The lifetime of a token in seconds, which the answer contains as `expires_in`. Default: 60. */
  readonly tokenExpirySeconds?: number | undefined;
  /** Answers the paths that the stand-in does not serve, so that a page can come from its origin. Default: 404. */
  readonly site?: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;
  /**
   * Whether a user may join a channel, like `ChannelPermission` rows; called by $connect and `change_channel`. Default:
   * always.
   */
  readonly mayJoin?: ((username: string, channel: string) => boolean) | undefined;
  /** The time in epoch ms. Default: `Date.now`. */
  readonly clock?: Clock | undefined;
  /** Returns a number in [0, 1), for the pause before a post is retried. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A running stand-in for a Django site with the package `django-aws-api-gateway-websockets`. */
export interface DjangoStandIn {
  /** The `proxy` for a gateway's `backend`. */
  readonly url: string;
  /** The site's origin, which must be a client's `Origin`. */
  readonly origin: string;
  /** The URL of its token endpoint, for `djangoToken()`. */
  readonly tokenUrl: string;
  /** `GET …?username=ada` signs in and sets Django's cookies, for pages. The package has no such view. */
  readonly signInUrl: string;
  /** The connected rows of the package's session table. */
  readonly sessions: readonly Session[];
  /** Sets the URL of the gateway's `@connections` API; required before anything can be sent. */
  sendThrough(managementUrl: string): void;
  /** Signs a user in, for clients outside a browser. */
  signIn(username: string): SignIn;
  /** Ends a session, and marks the rows of its connections as gone. The gateway is not notified. */
  signOut(sessionId: string): void;
  /** Sends to each connected row of a channel, or of all channels, ten at a time. Resolves to the number it reached. */
  broadcast(message: unknown, channel?: string): Promise<number>;
  /** Makes the next `count` token requests fail. Default: 503 with an empty body. */
  failTokens(count: number, status?: number, body?: string): void;
  /** Stops the server, as in a restart: the port is closed. The data of Django's database is kept. */
  stop(): Promise<void>;
  /** Starts the server again, on the same port. */
  start(): Promise<void>;
  /** Stops the server and releases the port. */
  close(): Promise<void>;
}

const OPTION_NAMES: Readonly<Record<keyof DjangoStandInOptions, true>> = {
  host: true,
  port: true,
  apiId: true,
  gatewaySecret: true,
  handlers: true,
  allowedHosts: true,
  trustedOrigins: true,
  tokensPerMinute: true,
  connectsPerMinute: true,
  tokenExpirySeconds: true,
  site: true,
  mayJoin: true,
  clock: true,
  random: true,
};

/**
 * Starts a backend with the rules of the Django package: login and CSRF for tokens, session binding, 60 s, single use,
 * limits that count refused attempts, required headers, handler selection. It uses HTTP in both directions, so that
 * real Django can replace it.
 *
 * ```ts
 * const django = await startDjangoStandIn();
 * const gateway = await startLocalGateway({ backend: { proxy: django.url } });
 * django.sendThrough(gateway.managementUrl);
 * ```
 */
export async function startDjangoStandIn(options: DjangoStandInOptions = {}): Promise<DjangoStandIn> {
  refuseUnknown('', options, Object.keys(OPTION_NAMES));
  const { host = '127.0.0.1', apiId = 'local', clock = Date.now, allowedHosts = [], trustedOrigins = [] } = options;
  // `allowedHosts` is part of the checks of $connect, as in the package.
  const visitors = new Visitors([], isLoopbackAddress(host) && allowedHosts.length === 0);
  const { site = notFound, mayJoin = () => true, random = Math.random } = options;
  const signIns = new SignIns();
  const sessions = new SessionTable();
  const sender = new SessionSender(sessions, random);
  const tokenFailures = new CountedFault<TokenFailure>();
  const perMinute = checkPerMinute('tokensPerMinute', options.tokensPerMinute ?? 20);
  const connectLimit = new ConnectLimit(checkPerMinute('connectsPerMinute', options.connectsPerMinute ?? 20), clock);
  const expirySeconds = checkNumber('tokenExpirySeconds', options.tokenExpirySeconds ?? 60, {
    min: 1,
    max: 86_400,
    unit: 'seconds',
  });
  const tokens = new TokenStore(expirySeconds * 1_000, clock);
  const tokenAnswer = tokenView({ signIns, tokens, perMinute, expirySeconds, trustedOrigins, clock });
  const { handlers = builtInHandlers() } = options;
  const rules = { signIns, tokens, connectLimit, allowedHosts, mayJoin };
  const callAnswer = webSocketView({
    apiId,
    gatewaySecret: options.gatewaySecret,
    handlers,
    sessions,
    sender,
    ...rules,
  });

  const views = { visitors, signIns, tokenFailures, tokenAnswer, callAnswer, site };
  const server = createServer({ joinDuplicateHeaders: true }, (request, response) => {
    answerWith(views, request, response).catch(() => {
      // As in Django: an exception in a view is a 500, and the site goes on.
      if (response.headersSent) response.destroy();
      else send(response, serverError);
    });
  });
  const port = await listen(
    server,
    host,
    checkNumber('port', options.port ?? 0, { min: 0, max: 65_535, unit: 'a port' }),
  );
  const origin = `http://${host}:${port}`;

  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });

  return {
    url: `${origin}/ws/`,
    origin,
    tokenUrl: origin + TOKEN_PATH,
    signInUrl: origin + SIGN_IN_PATH,
    get sessions() {
      return [...sessions.connectedIn()].flatMap((id) => sessions.get(id) ?? []);
    },
    sendThrough: (managementUrl) => {
      sender.sendThrough(managementUrl);
    },
    signIn: (username) => signIns.add(username),
    signOut(sessionId) {
      signIns.remove(sessionId);
      sessions.endLogin(sessionId);
    },
    broadcast: (message, channel) => sender.broadcast(message, channel),
    failTokens(count, status = 503, body = '') {
      tokenFailures.arm(checkCount('failTokens count', count), { status, body });
    },
    stop,
    start: async () => {
      await listen(server, host, port);
    },
    close: () => {
      sender.close();
      return stop();
    },
  };
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  reply(response, 404, 'Not Found', 'text/html; charset=utf-8');
}
