/**
 * An in-memory gateway for the tests of an application.
 *
 * @module rx-gateway-socket/testing
 */
export { fakeGateway } from './fake-gateway';
export type { FakeGateway, FakeGatewayConfig, FakeGatewayOptions } from './fake-gateway';
export type { FakeConnection } from './fake-connection';
export type { FakeEvent, FakeWebSocket } from './fake-web-socket';
export type { TokenFailure } from './fake-tokens';
