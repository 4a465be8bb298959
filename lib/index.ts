export { gatewaySocket, type GatewaySocket } from './gateway-socket';
export type { GatewaySocketConfig } from './config';
export { attemptBudget, type AttemptBudget } from './connection/attempt-budget';
export {
  apiGatewayLimits,
  type KeepAliveConfig,
  type Limits,
  type RotationConfig,
} from './connection/connection-config';
export { browserEnvironment, type EnvironmentSignal } from './connection/environment';
export {
  ConfigError,
  ConnectionError,
  GatewaySocketError,
  SendError,
  TokenError,
  type ConnectionErrorKind,
  type Ending,
  type SendErrorKind,
  type TokenErrorKind,
} from './errors';
export type { Fault, InvalidReason, Opened, RotationReason, SocketEvent, UndeliveredReason } from './events';
export type { ConnectionStatus, PausedReason, Underway, WaitingReason } from './status';
export { djangoToken, type DjangoTokenOptions } from './token/django-token';
export type { TokenContext, TokenInput, TokenSource } from './token/token-source';
export { redactUrl } from './connection/connect-url';
export type { WebSocketCtor, WebSocketLike } from './connection/open-socket';
export { retryBackoff, type BackoffOptions } from './connection/retry-backoff';
export type { AnyMessages, MessageMap, MessageOf, NameOf } from './messages/message-of';
export type { InboundMessage } from './messages/decode';
export { ofAction, ofType } from './messages/of-type';
export type { OutboxOptions } from './sending/outbox';
export type { Outgoing } from './sending/encode';
export type { ParamsOf, SendArgs, SendOptions } from './sending/send-args';
