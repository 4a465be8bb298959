import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { frames } from '../frames';
import type { ServerOptions } from './server-protocol';

/** An event for each stream, which nobody has to subscribe to. */
export async function serveSocketIo({ streams, onPeer, onMessage }: ServerOptions): Promise<string> {
  const events = frames(streams).map(({ type, text }) => ({ type, message: JSON.parse(text) as unknown }));
  const http = createServer();
  new Server(http, { transports: ['websocket'] }).on('connection', (socket) => {
    socket.on('bench', ({ bench }: { readonly bench: number }) => onMessage(bench));
    const tcp = socket.request.socket;
    onPeer({
      subscribed: () => true,
      deliver: (to) => {
        tcp.cork();
        for (const stream of to) {
          const event = events[stream];
          if (event) socket.emit(event.type, event.message);
        }
        tcp.uncork();
      },
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  // A server over TCP has an address of that kind once it listens.
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
}
