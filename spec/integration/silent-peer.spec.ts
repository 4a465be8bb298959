import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { firstValueFrom } from 'rxjs';
import WebSocket from 'ws';
import { gatewaySocket } from '../../lib';

/** The key of RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A peer that accepts each connection and never answers anything, a close frame included. */
async function silentPeer(): Promise<{ readonly server: Server; readonly accepted: Socket[] }> {
  const accepted: Socket[] = [];
  const server = createServer().on('upgrade', ({ headers }, stream: Socket) => {
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key'] ?? ''}${GUID}`)
      .digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    stream.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
    stream.resume();
    accepted.push(stream);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, accepted };
}

it('a close that the peer never answers lets go of the connection, so that a process can end', async () => {
  const { server, accepted } = await silentPeer();
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const socket = gatewaySocket({ url: `ws://127.0.0.1:${port}`, WebSocketCtor: WebSocket });
  try {
    socket.connect();
    await firstValueFrom(socket.opened$);
    const [stream] = accepted;
    if (!stream) throw new Error('nothing was accepted');
    // The server keeps its own side open.
    const ended = once(stream, 'end');
    socket.close();
    // `ws` by itself would wait for 30 s.
    await ended;
  } finally {
    socket.close();
    for (const stream of accepted) stream.destroy();
    server.close();
  }
});
