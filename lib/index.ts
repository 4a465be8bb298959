/**
 * The client, and its parts for applications that compose their own.
 *
 * @module rx-gateway-socket
 */
export { gatewaySocket } from './gateway-socket';
export type { GatewaySocket } from './client';
export type { Given } from './checks';
export { caughtUp } from './composing/caught-up';
export type { CaughtUpOptions } from './composing/caught-up-options';
export { multiplex } from './composing/multiplex';
export type { OutgoingOf, Topic } from './composing/topic';
export type { GatewaySocketConfig, MessageConfig } from './config';
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
  RequestError,
  SendError,
  TokenError,
  type ConnectionErrorKind,
  type Ending,
  type ErrorDetails,
  type RequestErrorKind,
  type SendErrorKind,
  type TokenErrorDetails,
  type TokenErrorKind,
} from './errors';
export type { Fault, InvalidReason, Issue, Opened, RotationReason, SocketEvent, UndeliveredReason } from './events';
export type { ForeignCause } from './foreign-error';
export type { ConnectionStatus, PausedReason, Underway, WaitingReason } from './status';
export { djangoToken, type DjangoTokenOptions } from './token/django-token';
export type { TokenContext, TokenInput, TokenSource } from './token/token-source';
export { describe } from './describe';
export type { Logger, LogLevel } from './log-level';
export { redactUrl } from './connection/connect-url';
export type { WebSocketLike } from './connection/link';
export type { WebSocketCtor } from './connection/open-socket';
export { retryBackoff, type BackoffOptions } from './connection/retry-backoff';
export type { Host } from './host';
export type { ByType } from './messages/by-type';
export type { AnyMessages, MessageMap, MessageOf, NameOf } from './messages/message-of';
export type { InboundMessage } from './messages/decode';
export { ofAction, ofType, type Narrowed } from './messages/of-type';
export { types, type MessageTypes } from './messages/message-types';
export type { SchemaIssue, SchemaResult, SchemasOf, StandardSchema } from './messages/standard-schema';
export type { OutboxOptions } from './sending/outbox-options';
export type { Outgoing } from './sending/encode';
export type { ParamsOf, RequestArgs, RequestOptions, SendArgs, SendOptions } from './sending/send-args';
