/**
 * API Gateway WebSockets on this machine, for development and for tests on real sockets. Needs Node and the package `ws`.
 *
 * @module rx-gateway-socket/local-gateway
 */
export { startLocalGateway } from './start-local-gateway';
export type { DelayedStep, LocalConnection, LocalGateway } from './local-gateway';
export type {
  HeaderProfile,
  LimitOptions,
  LocalGatewayOptions,
  PingOptions,
  ProxyBackend,
  RouteOptions,
  TokenOptions,
} from './options';
export type { ConnectAnswer, Handler, HandlerContext, Handlers, PostOutcome } from './backend/handlers';
export type { JsonObject } from './rules/handler-selection';
export type { BackendCall, GatewayEvent, GatewayListener } from './gateway-event';
export type { Clock } from './clock';
export type { ErrorFrameKind } from './routing/error-frame';
export {
  startDjangoStandIn,
  type DjangoStandIn,
  type DjangoStandInOptions,
} from './django-stand-in/start-django-stand-in';
export type { SignIn } from './django-stand-in/sign-ins';
export type { Session } from './rules/session-table';
export { LocalGatewayOptionError } from './option-error';
