import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionFacts } from '../backend/integration';
import { newConnectionId } from '../identifiers';

/** The longest URL that API Gateway accepts, in characters. */
const LONGEST_URL = 4_096;
const WEBSOCKET_KEY = /^[+/0-9A-Za-z]{22}==$/;
const WEBSOCKET_VERSION = '13';
/** A valid name of a sub-protocol: a token of HTTP (RFC 6455, section 4.1). */
const SUBPROTOCOL = /^[!#$%&'*+\-.^_`|~\w]+$/;

export type Handshake =
  | { readonly kind: 'wellformed'; readonly facts: ConnectionFacts }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/** Reads an upgrade request, and refuses it before the call to the backend if it could never become a connection. */
export function readHandshake(request: IncomingMessage, stage: string): Handshake {
  const { method, url = '/', headers } = request;
  if (method !== 'GET') return refused(405, 'an upgrade request must be a GET');
  if (headers.upgrade?.toLowerCase() !== 'websocket') return refused(400, 'Upgrade is not "websocket"');
  if (!WEBSOCKET_KEY.test(headers['sec-websocket-key'] ?? '')) return refused(400, 'no valid Sec-WebSocket-Key');
  if (headers['sec-websocket-version'] !== WEBSOCKET_VERSION) return refused(426, 'Sec-WebSocket-Version is not 13');
  if (!areSubprotocols(headers['sec-websocket-protocol'])) return refused(400, 'Sec-WebSocket-Protocol is malformed');
  if (url.length > LONGEST_URL) return refused(414, `the URL has ${url.length} characters, over ${LONGEST_URL}`);
  const [path = '/', ...query] = url.split('?');
  const stagePath = path.replace(/\/$/, '');
  // A custom domain has no stage in its paths, and the API's own host has one: both are accepted.
  if (stagePath !== '' && stagePath !== `/${stage}`) return refused(403, `the path is neither / nor /${stage}`);
  return { kind: 'wellformed', facts: factsOf(request, path, query.length === 0 ? '' : `?${query.join('?')}`) };
}

/** Whether the offered sub-protocols are valid: names, each of them once. No offer is valid as well. */
function areSubprotocols(header: string | undefined): boolean {
  const names = header?.split(',').map((name) => name.trim()) ?? [];
  return new Set(names).size === names.length && names.every((name) => SUBPROTOCOL.test(name));
}

function factsOf(request: IncomingMessage, path: string, search: string): ConnectionFacts {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    connectionId: newConnectionId(),
    sourceIp: (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    path,
    search,
    query: new URLSearchParams(search),
    rawHeaders: request.rawHeaders,
    headers,
    userAgent: request.headers['user-agent'],
  };
}

/** The sub-protocol to echo: the one that the backend named, if the client offered it. */
export function protocolToEcho(named: string | undefined, headers: ConnectionFacts['headers']): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return named !== undefined && offered.includes(named) ? named : undefined;
}

/** Answers a handshake with a status only, without the integration's body and headers. */
export function refuse(stream: Duplex, status: number): void {
  if (!stream.writable) {
    stream.destroy();
    return;
  }
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  stream.once('finish', () => stream.destroy());
  stream.end(head);
}

function refused(status: number, reason: string): Handshake {
  return { kind: 'refused', status, reason };
}
