import { newTraceId } from '../identifiers';
import type { HeaderProfile } from '../options';
import type { ConnectionFacts } from './integration';

/** Header names and values, alternating, as `node:http` takes them to keep order, case and repetitions. */
export type HeaderList = readonly string[];

/** Headers for a single hop are not forwarded (RFC 9110, 7.6.1); the gateway sets the others itself. */
const NOT_PASSED_ON = new Set([
  'connection',
  'upgrade',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'host',
  'content-length',
  'connectionid',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-real-ip',
  'x-amzn-trace-id',
  'x-amzn-apigateway-api-id',
]);

/** Whether a header is one that the gateway sets on its calls, or that belongs to a hop. */
export function isGatewaysOwn(name: string): boolean {
  return NOT_PASSED_ON.has(name.toLowerCase()) || ['user-agent', 'content-type'].includes(name.toLowerCase());
}

export interface HeaderSource {
  readonly profile: HeaderProfile;
  readonly apiId: string;
  /** The `Host` of the integration's URL, which replaces the client's. */
  readonly host: string;
  /** The option `headers`. */
  readonly more: HeaderList;
  /** Epoch ms, for the trace id. */
  readonly now: number;
}

/** The request headers of `$connect`: the client's own headers, without those for a hop. */
export function connectHeaders(facts: ConnectionFacts, source: HeaderSource): HeaderList {
  const agent = facts.userAgent === undefined ? ['User-Agent', agentOf(source)] : [];
  return [
    ...commonHeaders(facts, source, 0),
    ...clientHeaders(facts, source),
    ...agent,
    ...['X-Amzn-Trace-Id', newTraceId(source.now)],
    ...['X-Forwarded-For', facts.sourceIp, 'X-Forwarded-Port', '443', 'X-Forwarded-Proto', 'https'],
    ...(source.profile === 'alb-nginx' ? ['X-Real-Ip', facts.sourceIp] : []),
  ];
}

/** The request headers of a message. */
export function messageHeaders(facts: ConnectionFacts, source: HeaderSource, bytes: number): HeaderList {
  return [
    ...commonHeaders(facts, source, bytes),
    ...['Content-Type', 'application/json; charset=UTF-8', 'User-Agent', agentOf(source)],
    ...frontHeaders(facts, source),
  ];
}

/** The request headers of `$disconnect`: three of them are present and empty. */
export function disconnectHeaders(facts: ConnectionFacts, source: HeaderSource): HeaderList {
  const front = frontHeaders(facts, source);
  return [
    ...commonHeaders(facts, source, 0),
    ...['User-Agent', agentOf(source), 'x-api-key', '', 'x-restapi', ''],
    ...(front.length === 0 ? ['X-Forwarded-For', ''] : front),
  ];
}

function commonHeaders(
  { connectionId }: ConnectionFacts,
  { host, apiId, more }: HeaderSource,
  bytes: number,
): HeaderList {
  return [
    'Host',
    host,
    'Content-Length',
    String(bytes),
    'X-Amzn-Apigateway-Api-Id',
    apiId,
    'connectionId',
    connectionId,
    ...more,
  ];
}

function agentOf({ apiId }: HeaderSource): string {
  return `AmazonAPIGateway_${apiId}`;
}

/** The headers that a load balancer and nginx add to each call; the Django package requires all of them. */
function frontHeaders({ sourceIp }: ConnectionFacts, { profile, now }: HeaderSource): HeaderList {
  if (profile === 'raw') return [];
  return [
    ...['X-Forwarded-For', sourceIp, 'X-Forwarded-Port', '443', 'X-Forwarded-Proto', 'https'],
    ...['X-Amzn-Trace-Id', newTraceId(now), 'X-Real-Ip', sourceIp],
  ];
}

function clientHeaders({ rawHeaders, headers }: ConnectionFacts, { profile, more }: HeaderSource): HeaderList {
  // `Connection` may name more headers that are for this hop only.
  const named = (headers.connection ?? '').toLowerCase().split(',');
  const hop = new Set(named.map((name) => name.trim()));
  const replaced = new Set(more.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  const passed: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const lower = name.toLowerCase();
    // nginx drops these, because a backend could not distinguish `X_A` from `X-A` (`underscores_in_headers` is off).
    if (profile === 'alb-nginx' && name.includes('_')) continue;
    if (!NOT_PASSED_ON.has(lower) && !hop.has(lower) && !replaced.has(lower))
      passed.push(name, rawHeaders[index + 1] ?? '');
  }
  return passed;
}
