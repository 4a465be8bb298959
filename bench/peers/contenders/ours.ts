import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { of } from 'rxjs';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

// What is published, and not its sources: the two are not compiled the same.
const built = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'dist', 'index.mjs')).href;
const { gatewaySocket } = (await import(built)) as typeof import('rx-gateway-socket');

/** As the README shows it, with room for as many messages as the benchmark queues. */
export const ours: Contender = {
  name: 'rx-gateway-socket',
  protocol: 'json',
  queues: true,
  connect: (url, types, received, open) => {
    const socket = gatewaySocket({
      url,
      token: () => of(String(Math.random())),
      channel: 'bench',
      outbox: { capacity: 1_000_000 },
      WebSocketCtor: WebSocket,
    });
    for (const type of types) socket.on(type).subscribe(received);
    socket.opened$.subscribe(open);
    return {
      send: ({ action, ...params }) => socket.send(action, params),
      close: () => socket.close(),
    };
  },
};
