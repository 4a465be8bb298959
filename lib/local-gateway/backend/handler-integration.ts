import { errorText } from '../error-text';
import { channelFrom, DEFAULT_CHANNEL } from '../rules/channel';
import type { ConnectLimit } from '../rules/connect-limit';
import { selectHandler, type JsonObject } from '../rules/handler-selection';
import type { SessionTable } from '../rules/session-table';
import type { TokenStore } from '../rules/token-store';
import { Refusal, type ConnectAnswer, type HandlerContext, type Handlers, type PostOutcome } from './handlers';
import type { ConnectionFacts, Integration, IntegrationResult } from './integration';
import { sessionOf } from './session-cookie';
import { TimedOut, within } from './within';

/** How a handler reaches the clients. */
export interface Outlet {
  post(connectionId: string, message: unknown): PostOutcome;
  broadcast(message: unknown, channel?: string): number;
}

export interface HandlerBackend {
  readonly handlers: Handlers;
  readonly sessions: SessionTable;
  readonly outlet: Outlet;
  /** `undefined`: connections need no token. */
  readonly tokens: TokenStore | undefined;
  readonly connectLimit: ConnectLimit;
  /** The time limit of a handler, in ms. */
  readonly timeout: number;
}

/** Names that a message cannot choose: the gateway calls these handlers itself. */
const LIFE = new Set(['connect', 'disconnect']);

/** Runs handlers in this process, after the checks of the Django package: limit, channel, token, in that order. */
export function handlerIntegration(backend: HandlerBackend): Integration {
  const { handlers, sessions, timeout } = backend;
  // A Map, because a message may name `__proto__` or `constructor`.
  const byName = new Map(Object.entries(handlers));

  const run = (name: string, facts: ConnectionFacts, event: HandlerContext['event'], message: JsonObject) => {
    const result = byName.get(name)?.(contextOf(backend, facts, event, message));
    return isPromise(result) ? within(timeout, result) : result;
  };

  const settled = async (work: () => Promise<IntegrationResult>): Promise<IntegrationResult> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) return answered(400, error.message);
      if (error instanceof TimedOut) return { kind: 'failed', cause: 'timeout', reason: error.message };
      return { kind: 'failed', cause: 'threw', reason: errorText(error) };
    }
  };

  return {
    connect: (facts) =>
      settled(async () => {
        const refusal = refusalOf(backend, facts);
        if (refusal !== undefined) return refusal;
        const answer = asConnectAnswer(await run('connect', facts, 'connect', {}));
        const { statusCode: status = 200, protocol } = answer;
        // Written so that NaN is refused.
        if (!(status >= 200 && status <= 299)) return { kind: 'answered', status, body: '' };
        sessions.add(facts.connectionId, channelFrom(facts.query) ?? DEFAULT_CHANNEL, usernameOf(facts));
        return { kind: 'answered', status, body: '{}', protocol };
      }),

    message: (facts, { text }) =>
      settled(async () => {
        // As in the package since 4.1.0: a row that is marked as gone takes no messages, even if the connection is
        // open.
        if (sessions.get(facts.connectionId)?.connected === false) return answered(400, 'Invalid connection ID');
        const selection = selectHandler(text, (name) => byName.has(name) && !LIFE.has(name));
        if (selection.kind === 'rejected') return answered(400, selection.reason);
        const result = await run(selection.name, facts, 'message', selection.body);
        return answered(200, answerText(result));
      }),

    disconnect: (facts) =>
      settled(async () => {
        sessions.markGone(facts.connectionId);
        await run('disconnect', facts, 'disconnect', {});
        return answered(200, '{}');
      }),

    close() {},
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function answered(status: number, body: string): IntegrationResult {
  return { kind: 'answered', status, body };
}

function refusalOf({ connectLimit, tokens }: HandlerBackend, facts: ConnectionFacts): IntegrationResult | undefined {
  const client = { address: facts.sourceIp, user: sessionOf(facts.headers) };
  if (!connectLimit.admits(client)) return answered(400, 'Too many connection attempts');
  // The package answers both cases with less detail; the log of a local gateway may contain more.
  if (channelFrom(facts.query) === undefined) {
    connectLimit.record(client);
    return answered(400, 'Invalid channel (it must match ^[a-zA-Z0-9_-]{1,128}$)');
  }
  const spent = tokens?.consume(facts.query.get('ws_token'));
  if (spent !== undefined) return answered(400, `Invalid or expired token (${spent})`);
  connectLimit.record(client);
  return undefined;
}

/** As in the package: a falsy result is `{}`. */
function answerText(result: unknown): string {
  if (typeof result === 'string' && result !== '') return result;
  return result ? JSON.stringify(result) : '{}';
}

function asConnectAnswer(result: unknown): ConnectAnswer {
  if (typeof result !== 'object' || result === null) return {};
  const statusCode = 'statusCode' in result && typeof result.statusCode === 'number' ? result.statusCode : 200;
  const protocol = 'protocol' in result && typeof result.protocol === 'string' ? result.protocol : undefined;
  return protocol === undefined ? { statusCode } : { statusCode, protocol };
}

function usernameOf({ query, connectionId }: ConnectionFacts): string {
  return query.get('username') ?? `guest-${connectionId.slice(0, 4)}`;
}

function contextOf(
  { sessions, outlet }: HandlerBackend,
  facts: ConnectionFacts,
  event: HandlerContext['event'],
  message: JsonObject,
): HandlerContext {
  const { connectionId, query, headers, sourceIp } = facts;
  const channelNow = (): string => sessions.get(connectionId)?.channel ?? channelFrom(query) ?? DEFAULT_CHANNEL;
  return {
    event,
    connectionId,
    get channel() {
      return channelNow();
    },
    username: usernameOf(facts),
    message,
    get query() {
      return Object.fromEntries([...query].filter(([name]) => name !== 'ws_token'));
    },
    headers,
    sourceIp,
    send: (value) => Promise.resolve(outlet.post(connectionId, value)),
    broadcast: (value, channel) => Promise.resolve(outlet.broadcast(value, channel ?? channelNow())),
    changeChannel: (channel) => {
      sessions.changeChannel(connectionId, channel);
    },
  };
}
