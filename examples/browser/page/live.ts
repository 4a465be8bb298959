import { Subject } from 'rxjs';
import { gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from 'rx-gateway-socket';
import { acrossTabs } from 'rx-gateway-socket/tabs';
import { connection, sameForAllTabs } from './backend';
import { me, shares } from './me';
import type { Inbound, Outbound } from './messages';

export type Live = GatewaySocket<Inbound, Outbound>;

/** The channels that this page can be in. */
export const rooms = ['general', 'support'] as const;

/** Somebody has signed in: the moment to try again what failed for want of a login. */
export const signedIn$ = new Subject<void>();

const config: GatewaySocketConfig = {
  ...connection,
  channel: rooms[0],
  query: { username: me },
  resumeOn: signedIn$,
  // A page to play with: nobody who breaks the connection every few seconds shall wait half a minute for the next one.
  backoff: { max: 8_000, minUptime: 1_000, whenRefused: 'back-off' },
  // So impatient only for the button that freezes a connection: every ping is a message that AWS bills.
  keepAlive: { name: 'ping', every: 4_000, timeout: 2_000 },
};

/**
 * The one connection of this page, or of all tabs of the same person. It opens when the first stream of it is subscribed,
 * and all of them share it.
 */
export const live: Live =
  shares && sameForAllTabs()
    ? acrossTabs<Inbound, Outbound>({ ...config, tabs: { as: me } })
    : gatewaySocket<Inbound, Outbound>(config);
