import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** Hands a request on to what lies behind, and its answer back. */
export function forward(request: IncomingMessage, response: ServerResponse, { hostname, port }: URL): void {
  const { method, url: path, headers } = request;
  const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/** Hands an upgrade on as it came; from then on bytes go both ways, and an end of one side is an end of the other. */
export function tunnel(request: IncomingMessage, head: Buffer, { hostname, port }: URL): void {
  const { method, url, rawHeaders, socket: stream } = request;
  const onward = connect(Number(port), hostname, () => {
    const fields = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
    onward.write(`${method} ${url} HTTP/1.1\r\n${fields}\r\n`);
    onward.write(head);
    onward.pipe(stream).pipe(onward);
  });
  for (const [one, other] of [
    [onward, stream],
    [stream, onward],
  ] as const) {
    // A reset, which is how the gateway drops a connection, is handed on as one.
    one.on('error', () => reset(other));
    one.on('close', () => other.destroy());
  }
}

/**
 * Closes a socket with a TCP reset. Node cannot reset a socket that it is ending: such a socket would never close, and
 * keep its process alive. It is closed as it is.
 */
export function reset(socket: Socket): void {
  if (!socket.writableEnded) socket.resetAndDestroy();
  socket.destroy();
}
