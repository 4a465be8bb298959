import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PostOutcome } from '../backend/handlers';
import type { GatewayEvents } from '../gateway-event';
import { isWellFormedConnectionId } from '../identifiers';
import { redact } from '../redact';
import type { Limits } from '../settings';
import type { Connections } from '../websocket/connections';
import type { Delivery } from '../websocket/delivery';
import { readBody } from './read-body';
import { reply } from './reply';

/** The `@connections` part of a path and the rest; `@` may be percent-encoded. */
const CONNECTIONS_PATH = /^(.*?)\/(?:@|%40)connections\/([^/?]*)\/?$/i;

export interface ManagementCall {
  /** The stage before it, with its slash, or empty. */
  readonly prefix: string;
  /** In its original form, percent-encoded. */
  readonly connectionId: string;
}

/** The call to the `@connections` API that a path stands for; undefined for other paths. */
export function managementCall(path: string): ManagementCall | undefined {
  const match = CONNECTIONS_PATH.exec(path);
  return match === null ? undefined : { prefix: match[1] ?? '', connectionId: match[2] ?? '' };
}

/** The errors of the API. The SDKs identify them only by the name in `x-amzn-errortype`. */
const ERRORS = {
  gone: { status: 410, name: 'GoneException', message: 'Gone' },
  forbidden: { status: 403, name: 'ForbiddenException', message: 'Forbidden' },
  'too-large': { status: 413, name: 'PayloadTooLargeException', message: 'Message too long' },
  'limit-exceeded': { status: 429, name: 'LimitExceededException', message: 'Limit Exceeded' },
  'bad-request': { status: 400, name: 'BadRequestException', message: 'Invalid connectionId' },
  'not-allowed': { status: 405, name: 'MethodNotAllowedException', message: 'Method Not Allowed' },
} as const;

/**
 * `POST`, `GET` and `DELETE` on `@connections/{id}`, as the AWS SDKs call them. Any signature is accepted, and so is
 * none.
 */
export class ManagementApi {
  constructor(
    private readonly connections: Connections,
    private readonly delivery: Delivery,
    private readonly limits: Limits,
    private readonly stage: string,
    private readonly events: GatewayEvents,
  ) {}

  async answer(call: ManagementCall, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const body = await readBody(request, this.limits.messageBytes);
    const connectionId = decoded(call.connectionId);
    const answer = this.#prefixIsRight(call.prefix)
      ? this.#answerTo(method, connectionId, body)
      : errorAnswer('forbidden');
    response.setHeader('x-amzn-RequestId', randomUUID());
    if (answer.errorType !== undefined) response.setHeader('x-amzn-errortype', answer.errorType);
    reply(response, answer.status, answer.json ?? '', answer.json && 'application/json');
    this.events.emit(() => ({ type: 'management', method, connectionId: redact(connectionId), status: answer.status }));
  }

  #prefixIsRight(prefix: string): boolean {
    return prefix === '' || prefix === `/${this.stage}`;
  }

  #answerTo(method: string, connectionId: string, body: Buffer | undefined): Answer {
    if (!isWellFormedConnectionId(connectionId)) {
      return errorAnswer('bad-request', `Invalid connectionId: ${connectionId}`);
    }
    switch (method) {
      case 'POST':
        return this.#post(connectionId, body);
      case 'GET':
        return this.#get(connectionId);
      case 'DELETE':
        return this.delivery.disconnect(connectionId) ? { status: 204 } : errorAnswer('gone');
      default:
        return errorAnswer('not-allowed');
    }
  }

  #post(connectionId: string, body: Buffer | undefined): Answer {
    const outcome: PostOutcome = body === undefined ? 'too-large' : this.delivery.post(connectionId, body);
    return outcome === 'sent' ? { status: 200 } : errorAnswer(outcome);
  }

  #get(connectionId: string): Answer {
    const connection = this.connections.find(connectionId);
    if (connection === undefined) return errorAnswer('gone');
    const { connectedAt, lastActiveAt, facts } = connection;
    const described = {
      connectedAt: new Date(connectedAt).toISOString(),
      identity: { sourceIp: facts.sourceIp, userAgent: facts.userAgent ?? null },
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    };
    return { status: 200, json: JSON.stringify(described) };
  }
}

interface Answer {
  readonly status: number;
  readonly errorType?: string;
  readonly json?: string;
}

function errorAnswer(kind: keyof typeof ERRORS, message?: string): Answer {
  const { status, name, message: usual } = ERRORS[kind];
  return { status, errorType: name, json: JSON.stringify({ message: message ?? usual }) };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
