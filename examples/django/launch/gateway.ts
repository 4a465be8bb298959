import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { defer, firstValueFrom, from, Observable, race, retry } from 'rxjs';
import { root } from './directories';
import { runningProcess, type Running } from './django';
import { host } from './ports';
import { Problem } from './problem';

/** ms between two looks whether it listens already. */
const PAUSE = 50;

/** Starts `rx-gateway-local --proxy` in this terminal, keys and all; resolves when it listens. */
export async function startGateway(port: number, djangoPort: number): Promise<Running> {
  const command = join(root, 'lib/local-gateway/cli.ts');
  const args = ['--import', 'tsx', command, '--proxy', `http://${host}:${djangoPort}/ws/`, '--port', String(port)];
  const gateway = runningProcess(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));
  const ended$ = defer(async () => {
    await gateway.ended;
    throw new Problem('rx-gateway-local did not start.');
  });
  await firstValueFrom(race(accepts(port).pipe(retry({ delay: PAUSE })), from(ended$)));
  return gateway;
}

/** Emits once something accepts a connection there, and errors if nothing does. */
function accepts(port: number): Observable<true> {
  return new Observable((subscriber) => {
    const socket = connect(port, host, () => {
      subscriber.next(true);
      subscriber.complete();
    });
    socket.on('error', (error) => {
      subscriber.error(error);
    });
    return () => socket.destroy();
  });
}
