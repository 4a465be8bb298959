import { of } from 'rxjs';
// By its own name, which leads to what is published, and not to its sources.
import { gatewaySocket } from 'rx-gateway-socket';
import { contendingWith } from './gateway-socket';

export const ours = contendingWith((url, WebSocketCtor) =>
  gatewaySocket({
    url,
    log: false,
    token: () => of(String(Math.random())),
    channel: 'bench',
    outbox: { capacity: 1_000_000 },
    WebSocketCtor,
  }),
);
