import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { dialects, type TextProtocol } from './dialects';
import type { ServerOptions } from './server-protocol';

/** How a message of the benchmark is told from a protocol's own, as one frame may hold several of both. */
const MARK = /"bench":(\d+)/g;

/** A server for everything that speaks text over a WebSocket. */
export async function serveText(
  protocol: TextProtocol,
  { streams, onPeer, onMessage }: ServerOptions,
): Promise<string> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('connection', (socket: WebSocket, { socket: tcp }) => {
    const dialect = dialects[protocol](streams);
    let texts: readonly string[] | undefined;
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      const numbers = Array.from(text.matchAll(MARK), ([, number]) => Number(number));
      numbers.forEach(onMessage);
      if (numbers.length === 0) for (const reply of dialect.answer(text)) socket.send(reply);
    });
    onPeer({
      subscribed: dialect.subscribed,
      deliver: (to) => {
        texts ??= dialect.texts();
        tcp.cork();
        for (const stream of to) socket.send(texts[stream] ?? '');
        tcp.uncork();
      },
    });
  });
  await once(server, 'listening');
  // A server over TCP has an address of that kind once it listens.
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
