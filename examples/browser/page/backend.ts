import { djangoToken, type GatewaySocketConfig } from 'rx-gateway-socket';
import type { Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';

/** Where the connection of this page leads. In production `url` is `wss://ws.example.com`. */
export const connection = {
  url: `${location.origin.replace(/^http/, 'ws')}/ws`,
  token: djangoToken('/api/ws-token/'),
} satisfies Pick<GatewaySocketConfig, 'url' | 'token'>;

/** Whether all tabs of this page connect to the same server: only then can they share a connection. */
export const sameForAllTabs = (): boolean => true;

/** Asks the server of the demo for a fault, or for the login, by name. Errors where it does not answer. */
export function demand(name: string): Observable<unknown> {
  return fromFetch(`/demo/${name}`, { method: 'POST' });
}
