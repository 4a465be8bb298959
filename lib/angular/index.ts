export { gatewaySocketToken } from './gateway-socket-token';
export { provideGatewaySocket } from './provide-gateway-socket';
