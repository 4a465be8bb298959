import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { reset } from '../../examples/serve/behind';

describe('a TCP reset by the server of the examples', () => {
  let server: Server;
  let client: Socket;
  let socket: Socket;
  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    [socket] = (await once(server, 'connection')) as [Socket];
    client.resume();
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('reaches the client as one', async () => {
    const failed = once(client, 'error');
    reset(socket);
    await expect(failed).resolves.toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  });

  it('closes a socket that ends already, so that its process can exit', async () => {
    const closed = once(socket, 'close');
    socket.end();
    reset(socket);
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
