import type {
  BackoffOptions,
  ConnectionStatus,
  DjangoTokenOptions,
  Fault,
  GatewaySocket,
  GatewaySocketConfig,
  InboundMessage,
  Issue,
  Limits,
  MessageConfig,
  Opened,
  Outgoing,
  OutboxOptions,
  RequestOptions,
  SchemaIssue,
  SendOptions,
  SocketEvent,
  StandardSchema,
  TokenContext,
  TokenError,
} from '../../lib';
import { allReadonly } from './same';

/** What is handed out is for reading, and what is handed in is not changed. */
export function allThatIsExportedIsReadonly() {
  allReadonly<BackoffOptions>();
  allReadonly<ConnectionStatus>();
  allReadonly<DjangoTokenOptions>();
  allReadonly<Fault>();
  allReadonly<GatewaySocketConfig>();
  allReadonly<InboundMessage>();
  allReadonly<Issue>();
  allReadonly<Limits>();
  allReadonly<MessageConfig<{ a: {} }, { b: {} }>>();
  allReadonly<Opened>();
  allReadonly<Outgoing>();
  allReadonly<OutboxOptions>();
  allReadonly<RequestOptions<InboundMessage, 'a'>>();
  allReadonly<SchemaIssue>();
  allReadonly<SendOptions>();
  allReadonly<SocketEvent>();
  allReadonly<StandardSchema>();
  allReadonly<TokenContext>();
}

export function aSocketAndAnErrorAreForReading(socket: GatewaySocket, error: TokenError) {
  // @ts-expect-error: read only
  socket.status = { state: 'idle' };
  // @ts-expect-error: read only
  socket.messages$ = socket.on('a');
  // @ts-expect-error: read only
  error.kind = 'csrf';
  // @ts-expect-error: read only
  error.retryAfter = 0;
}
