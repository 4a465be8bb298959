import { connect, type Socket } from 'node:net';
import { atEnd } from './clean-up';

/**
 * A TCP connection to a gateway, for what no WebSocket client would send.
 *
 * @param allowHalfOpen whether its own end stays open when the gateway ends its own
 */
export async function rawSocket(url: string, allowHalfOpen = false): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen });
  socket.on('error', () => undefined);
  atEnd(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Sends bytes and reads until the other side closes. */
export async function exchange(url: string, bytes: string | Buffer): Promise<string> {
  const socket = await rawSocket(url);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

/** The text of an upgrade request; a header set to `undefined` is left out. */
export function upgradeRequest(path = '/', headers: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Readonly<Record<string, string | undefined>> = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`));
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
