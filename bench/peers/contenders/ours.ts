import { of } from 'rxjs';
// By its own name, which leads to what is published, and not to its sources.
import { gatewaySocket } from 'rx-gateway-socket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** As the README shows it, with room for as many messages as the benchmark queues. */
export const ours: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const socket = gatewaySocket({
      url,
      token: () => of(String(Math.random())),
      channel: 'bench',
      outbox: { capacity: 1_000_000 },
      WebSocketCtor: WebSocket,
    });
    for (const [type, listener] of listeners) socket.on(type).subscribe(listener);
    socket.opened$.subscribe(open);
    return { send: (bench, text) => socket.send('bench', { bench, text }) };
  },
};
