/**
 * One connection for all tabs of a user, behind the interface of `gatewaySocket()`.
 *
 * @module rx-gateway-socket/tabs
 */
export { acrossTabs, type TabsConfig } from './across-tabs';
