import { isIP } from 'node:net';
import { channelFrom } from '../rules/channel';
import type { ConnectLimit } from '../rules/connect-limit';
import type { TokenStore } from '../rules/token-store';
import { sessionKeyOf, type SignIns } from './sign-ins';
import { badRequest, serverError, type ViewAnswer } from './view-answer';

/** A call of the gateway, as a view sees it. */
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
}

/** Without a load balancer and nginx in front, API Gateway sends only some of these (contract B3.1, B6). */
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

/** The checks of `dispatch`, before any route (contract B3, stage 1). */
export function dispatchRefusal({ headers }: ViewRequest, apiId: string): ViewAnswer | undefined {
  const incomplete = REQUIRED_ON_EVERY_ROUTE.some((name) => headers[name] === undefined);
  const foreign = headers['x-amzn-apigateway-api-id'] !== apiId;
  return incomplete || foreign ? badRequest('Invalid request headers') : undefined;
}

/** The checks of `connect`, in the package's order (contract B3, stage 2); the token is spent before the channel is read. */
export function connectRefusal(request: ViewRequest, rules: ConnectRules): ViewAnswer | undefined {
  const { headers, query } = request;
  const client = { address: addressOf(headers), user: rules.signIns.of(headers)?.username };
  if (!rules.connectLimit.admits(client)) return badRequest('Too many connection attempts');

  const missing = REQUIRED_ON_CONNECT.filter((name) => headers[name] === undefined);
  if (missing.length > 0) return badRequest(`Missing ${missing.length} headers`);

  const { host = '', origin = '' } = headers;
  const { allowedHosts } = rules;
  if (allowedHosts.length > 0 && !allowedHosts.includes(host)) {
    return badRequest(`Host is not in AllowedHosts [${allowedHosts.map((allowed) => `'${allowed}'`).join(', ')}]`);
  }
  if (!origin.includes(host)) return badRequest('Host is not in Origin');

  const session = sessionKeyOf(headers);
  if (session === undefined) return badRequest('Invalid session');
  if (rules.tokens.consume(query.get('ws_token'), session) !== undefined) return badRequest('Invalid or expired token');

  if (channelFrom(query) === undefined) return serverError;
  rules.connectLimit.recordSuccess(client);
  return undefined;
}

/** The first entry of `X-Forwarded-For`; what is no address counts as one and the same (contract B3, rate-limit details). */
function addressOf(headers: ViewRequest['headers']): string {
  const first = (headers['x-forwarded-for'] ?? '').split(',')[0]?.trim() ?? '';
  return isIP(first) === 0 ? '0.0.0.0' : first;
}
