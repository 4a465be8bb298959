import { isIP } from 'node:net';
import { channelFrom } from '../rules/channel';
import type { Client, ConnectLimit } from '../rules/connect-limit';
import type { TokenStore } from '../rules/token-store';
import type { SignIns } from './sign-ins';
import { badRequest, page, permissionDenied, type ViewAnswer } from './view-answer';

/** A call of the gateway, as a view gets it. */
export interface ViewRequest {
  readonly route: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface ConnectRules {
  readonly signIns: SignIns;
  readonly tokens: TokenStore;
  readonly connectLimit: ConnectLimit;
  readonly allowedHosts: readonly string[];
  /** The package's `can_join_channel`. */
  readonly mayJoin: (username: string, channel: string) => boolean;
}

/** Without a load balancer and nginx in front, API Gateway sends only some of these. */
const REQUIRED_ON_EVERY_ROUTE = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'content-length',
  'connectionid',
  'user-agent',
  'x-amzn-apigateway-api-id',
  'x-amzn-trace-id',
  'x-forwarded-port',
  'x-real-ip',
];
const REQUIRED_ON_CONNECT = [
  'cookie',
  'origin',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-version',
];

const CONNECTION_ID = /^[\w=-]{1,128}$/;

/** The checks of `dispatch`, before any route. The check of the secret comes first. */
export function dispatchRefusal(
  { headers }: ViewRequest,
  { apiId, gatewaySecret }: { readonly apiId: string; readonly gatewaySecret: string | undefined },
): ViewAnswer | undefined {
  if (gatewaySecret !== undefined && headers['x-ws-gateway-secret'] !== gatewaySecret) {
    return page(403, 'Invalid request');
  }
  const incomplete = REQUIRED_ON_EVERY_ROUTE.some((name) => headers[name] === undefined);
  const foreign = headers['x-amzn-apigateway-api-id'] !== apiId;
  return incomplete || foreign ? badRequest('Invalid request headers') : undefined;
}

/**
 * The client for which an attempt is counted: the first address of `X-Forwarded-For`, and the user of the session
 * cookie.
 */
export function clientOf({ headers }: ViewRequest, { signIns }: ConnectRules): Client {
  return { address: addressOf(headers), user: signIns.of(headers)?.username };
}

/**
 * The checks of `connect`, in the package's order: the channel name is checked before the token is spent, the
 * permission to join the channel afterwards. Counts the refusals that the package counts. The caller counts the
 * admitted connections.
 */
export function connectRefusal(request: ViewRequest, rules: ConnectRules): ViewAnswer | undefined {
  const { headers, query } = request;
  const client = clientOf(request, rules);
  if (!rules.connectLimit.admits(client)) return badRequest('Too many connection attempts');

  const missing = REQUIRED_ON_CONNECT.filter((name) => headers[name] === undefined);
  if (missing.length > 0) return badRequest(`Missing ${missing.length} headers`);
  if (!CONNECTION_ID.test(headers.connectionid ?? '')) return badRequest('Invalid connection ID');

  const { host = '', origin = '' } = headers;
  const { allowedHosts } = rules;
  if (allowedHosts.length > 0 && !allowedHosts.includes(host)) {
    return badRequest(`Host is not in AllowedHosts [${allowedHosts.map((allowed) => `'${allowed}'`).join(', ')}]`);
  }
  if (!isSiteOf(host, origin)) return badRequest('Host is not in Origin');

  const channel = channelFrom(query);
  if (channel === undefined) {
    rules.connectLimit.record(client);
    return badRequest('Invalid channel');
  }
  const session = rules.signIns.of(headers);
  if (session === undefined) return badRequest('Invalid session');
  if (rules.tokens.consume(query.get('ws_token'), session.sessionId) !== undefined) {
    return badRequest('Invalid or expired token');
  }
  if (!rules.mayJoin(session.username, channel)) {
    rules.connectLimit.record(client);
    return permissionDenied;
  }
  return undefined;
}

/**
 * Whether a page of `origin` may connect to the backend at `host`. The host name must be the same or a sub-domain of
 * it, and the port must be the same. A missing port is the default port of the origin's scheme.
 */
function isSiteOf(host: string, origin: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const backend = `${page.protocol}//${host}`;
  if (!URL.canParse(backend)) return false;
  const { hostname, port } = new URL(backend);
  return page.port === port && (page.hostname === hostname || page.hostname.endsWith(`.${hostname}`));
}

/** The first entry of `X-Forwarded-For`. All invalid addresses count as the same one. */
function addressOf(headers: ViewRequest['headers']): string {
  const first = (headers['x-forwarded-for'] ?? '').split(',')[0]?.trim() ?? '';
  return isIP(first) === 0 ? '0.0.0.0' : first;
}
