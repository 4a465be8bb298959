import { createServer } from 'node:net';
import { Problem } from './problem';

export const host = '127.0.0.1';

/** Rejects with a {@link Problem} that names the flag if something listens there already. */
export async function checkPort(port: number, flag: string): Promise<void> {
  if (!(await isFree(port))) throw new Problem(`port ${port} is in use: choose another with ${flag}.`);
}

/**
 * A free port, below those that the system gives to outgoing connections: nothing takes it by chance before the server that
 * it is for does, or while that server restarts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
