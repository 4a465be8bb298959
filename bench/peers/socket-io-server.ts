import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { frames } from '../frames';
import type { ServerOptions } from './server-protocol';

export function serveSocketIo({ types, onPeer, onMessage }: ServerOptions): Promise<string> {
  const messages = frames(types.length).map(({ type, text }) => ({ type, message: JSON.parse(text) as unknown }));
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  server.on('connection', (socket) => {
    socket.on('bench', onMessage);
    const tcp = socket.request.socket;
    onPeer({
      ready: () => true,
      deliver: (streams) => {
        tcp.cork();
        for (const stream of streams) {
          const one = messages[stream];
          if (one) socket.emit(one.type, one.message);
        }
        tcp.uncork();
      },
    });
  });
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => {
      const address = http.address();
      resolve(`ws://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`);
    });
  });
}
