import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalGatewayOptionError } from '../option-error';

/** Opens the port, and resolves to its number. Rejects with a {@link LocalGatewayOptionError} that names the remedy. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, host, port));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      // A server on a port has an AddressInfo; only one on a pipe has a string.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new LocalGatewayOptionError(
        'port',
        `${port} is in use; stop what listens there, or take 0 for a free port`,
      );
    case 'EACCES':
      return new LocalGatewayOptionError(
        'port',
        `${port} needs special rights; take one from 1024 on, or 0 for a free port`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new LocalGatewayOptionError('host', `"${host}" is no address of this machine; leave it out for 127.0.0.1`);
    default:
      return error;
  }
}
