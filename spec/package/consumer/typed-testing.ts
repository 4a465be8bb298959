/** The testing kit as an application's tests use it: what is handed to the client fits, whatever module system it is. */
import { gatewaySocket } from 'rx-gateway-socket';
import { fakeGateway, type FakeConnection } from 'rx-gateway-socket/testing';

const gateway = fakeGateway({ autoAccept: false, tokenTtl: 60_000 });
const { WebSocketCtor, token } = gateway;
export const socket = gatewaySocket({ url: 'wss://ws.test', token, WebSocketCtor });
export const connected: Promise<FakeConnection> = gateway.connected();
gateway.failTokens(1, 'rate-limited');
// @ts-expect-error is no way for a token fetch to fail
gateway.failTokens(1, 'broken');
