/**
 * The client as a provider for dependency injection, for Angular 20 and newer.
 *
 * @module rx-gateway-socket/angular
 */
export { gatewaySocketToken } from './gateway-socket-token';
export { provideGatewaySocket } from './provide-gateway-socket';
