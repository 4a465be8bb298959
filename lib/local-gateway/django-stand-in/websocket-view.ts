import { Refusal, type HandlerContext, type Handlers } from '../backend/handlers';
import { channelFrom, DEFAULT_CHANNEL, isChannelName } from '../rules/channel';
import { selectHandler } from '../rules/handler-selection';
import type { Session, SessionTable } from '../rules/session-table';
import { clientOf, connectRefusal, dispatchRefusal, type ConnectRules, type ViewRequest } from './connect-checks';
import type { SessionSender } from './session-sender';
import { badRequest, json, page, permissionDenied, serverError, type ViewAnswer } from './view-answer';

export interface WebSocketViewSettings extends ConnectRules {
  readonly apiId: string;
  readonly gatewaySecret: string | undefined;
  readonly handlers: Handlers;
  readonly sessions: SessionTable;
  readonly sender: SessionSender;
}

/** Also for a row that is marked as gone, by `$disconnect` or after a 410: it is never marked as connected again. */
const unknownSession = badRequest('Invalid connection ID');

export type WebSocketView = (request: ViewRequest) => Promise<ViewAnswer>;

/** Longer bodies count as `{}`. */
const LONGEST_BODY = 131_072;

/** `WebSocketView`: the route in the URL decides whether a call is `connect`, `disconnect` or a message. */
export function webSocketView(settings: WebSocketViewSettings): WebSocketView {
  const { sessions, handlers } = settings;
  const byName = new Map(Object.entries(handlers));

  return async (request) => {
    const refusal = dispatchRefusal(request, settings);
    if (refusal !== undefined) return refusal;
    switch (request.route) {
      case 'connect':
        return connect(request);
      case 'disconnect':
        return disconnect(request);
      default:
        return message(request);
    }
  };

  async function connect(request: ViewRequest): Promise<ViewAnswer> {
    const refusal = connectRefusal(request, settings);
    if (refusal !== undefined) return refusal;
    const connectionId = connectionIdOf(request);
    const login = settings.signIns.of(request.headers);
    const channel = channelFrom(request.query);
    // The checks have found both.
    if (login === undefined || channel === undefined) return serverError;
    if (!sessions.add(connectionId, channel, login.username, login.sessionId)) return serverError;
    settings.connectLimit.record(clientOf(request, settings));
    const session = sessions.get(connectionId);
    const handler = byName.get('connect');
    if (handler !== undefined && session !== undefined) await handler(contextOf('connect', request, session, {}));
    return json(200, {});
  }

  async function disconnect(request: ViewRequest): Promise<ViewAnswer> {
    const session = sessions.get(connectionIdOf(request));
    if (session === undefined) return unknownSession;
    sessions.markGone(session.connectionId);
    const handler = byName.get('disconnect');
    if (handler !== undefined) await handler(contextOf('disconnect', request, session, {}));
    return json(200, {});
  }

  async function message(request: ViewRequest): Promise<ViewAnswer> {
    const text = Buffer.byteLength(request.body) > LONGEST_BODY ? '{}' : request.body;
    const selection = selectHandler(text, (name) => byName.has(name) && name !== 'connect' && name !== 'disconnect');
    if (selection.kind === 'rejected') return badRequest(selection.reason);
    const session = sessions.get(connectionIdOf(request));
    if (session?.connected !== true) return unknownSession;
    const handler = byName.get(selection.name);
    // A view without a `default` raises NotImplementedError.
    if (handler === undefined) return serverError;
    const { body } = selection;
    if (selection.name === 'change_channel' && !allowsMove(session, body.channel)) return permissionDenied;
    let result: unknown;
    try {
      result = await handler(contextOf('message', request, session, body));
    } catch (error) {
      if (error instanceof Refusal) return badRequest(error.message);
      throw error;
    }
    if (typeof result === 'string' && result !== '') return page(200, result);
    // A falsy result is `{}`.
    if (!result) return json(200, {});
    return json(200, result);
  }

  /** A channel name that is not valid is left to the handler to refuse. */
  function allowsMove({ user }: Session, channel: unknown): boolean {
    return !isChannelName(channel) || settings.mayJoin(user, channel);
  }

  function contextOf(
    event: HandlerContext['event'],
    { query, headers }: ViewRequest,
    { connectionId, user }: Session,
    body: HandlerContext['message'],
  ): HandlerContext {
    const channelNow = (): string => sessions.get(connectionId)?.channel ?? DEFAULT_CHANNEL;
    return {
      event,
      connectionId,
      get channel() {
        return channelNow();
      },
      username: user,
      message: body,
      query: Object.fromEntries([...query].filter(([name]) => name !== 'ws_token')),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? ''])),
      sourceIp: headers['x-real-ip'] ?? '',
      send: (value) => settings.sender.send(connectionId, value),
      broadcast: (value, channel) => settings.sender.broadcast(value, channel ?? channelNow()),
      changeChannel: (channel) => {
        sessions.changeChannel(connectionId, channel);
      },
    };
  }
}

function connectionIdOf({ headers }: ViewRequest): string {
  return headers.connectionid ?? '';
}
