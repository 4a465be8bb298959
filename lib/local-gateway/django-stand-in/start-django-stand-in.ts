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

/** What `startDjangoStandIn()` takes; everything may be left out. */
export interface DjangoStandInOptions {
  /** Default: `'127.0.0.1'`. */
  readonly host?: string | undefined;
  /** Default: 0, a free one. */
  readonly port?: number | undefined;
  /** The API id that calls must carry (the package looks it up among its gateways). Default: `'local'`. */
  readonly apiId?: string | undefined;
  /** The package's `gateway_secret`: what `X-Ws-Gateway-Secret` must be in every call. Default: none, which asks for none. */
  readonly gatewaySecret?: string | undefined;
  /** The methods of the view. Default: the gateway's built-in ones. Here `query` and `headers` are those of the call. */
  readonly handlers?: Handlers | undefined;
  /** Django's `ALLOWED_HOSTS`, compared literally, port included. Default: empty, which allows all. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Django's `CSRF_TRUSTED_ORIGINS`. Default: none. */
  readonly trustedOrigins?: readonly string[] | undefined;
  /** Tokens a user gets in any 60 s. Default: 20. */
  readonly tokensPerMinute?: number | false | undefined;
  /** Connections an address, and a user, may open in any 60 s. Default: 20. */
  readonly connectsPerMinute?: number | false | undefined;
  /** For how many seconds a token is valid; its answer has the same number as `expires_in`. Default: 60. */
  readonly tokenExpirySeconds?: number | undefined;
  /** Answers every path that the stand-in has nothing at, so that a page can come from its origin. Default: 404. */
  readonly site?: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;
  /** Who may be in which channel, as `ChannelPermission` rows say it; asked by $connect and `change_channel`. Default: all. */
  readonly mayJoin?: ((username: string, channel: string) => boolean) | undefined;
  /** The time in epoch ms. Default: `Date.now`. */
  readonly clock?: Clock | undefined;
  /** A number in [0, 1), for the pause before a post is tried again. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A running stand-in for a Django site with the package `django-aws-api-gateway-websockets`. */
export interface DjangoStandIn {
  /** The `proxy` for a gateway's `backend`. */
  readonly url: string;
  /** The site's origin, which a client's `Origin` must be. */
  readonly origin: string;
  /** Its token endpoint, for `djangoToken()`. */
  readonly tokenUrl: string;
  /** `GET …?username=ada` signs in and sets Django's cookies, for pages; the package itself has no such view. */
  readonly signInUrl: string;
  /** The rows of the package's session table that are connected. */
  readonly sessions: readonly Session[];
  /** Tells where the gateway's `@connections` API is; needed before anything can be sent. */
  sendThrough(managementUrl: string): void;
  /** Signs a user in, for clients that are no browser. */
  signIn(username: string): SignIn;
  /** Ends a session, and marks the rows of the connections that were opened with it as gone: nobody tells the gateway. */
  signOut(sessionId: string): void;
  /** Sends to every connected row of a channel, or to all, ten at a time; resolves to how many it reached. */
  broadcast(message: unknown, channel?: string): Promise<number>;
  /** Lets the next `count` token requests fail. Default: 503 with an empty body. */
  failTokens(count: number, status?: number, body?: string): void;
  /** Ends as a process does that is restarted: nothing listens any more. What Django keeps in its database is kept. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
  /** Frees the port, for good. */
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
 * limits that count refused attempts, required headers, handler selection. It talks HTTP in both directions, so that real
 * Django can take its place.
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
  // What the package makes of `allowedHosts` is in its own checks of $connect.
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
