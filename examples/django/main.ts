import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { bundlePage } from './launch/bundle';
import { cacheDirectory } from './launch/directories';
import { manage, startDjango, type Running } from './launch/django';
import { startGateway } from './launch/gateway';
import { checkPort, host } from './launch/ports';
import { Problem } from './launch/problem';
import { pythonEnvironment } from './launch/python-environment';

const PASSWORD = 'lovelace';

const flags = new Command('npm run example:django --')
  .description('A Django site with live messages, behind a local API Gateway.')
  .option('--port <n>', 'the port of the page', port, 8_000)
  .option('--gateway-port <n>', 'the port of the gateway', port, 3_001)
  .option('--state <directory>', 'where the database is', cacheDirectory)
  .option('--venv <directory>', 'where the virtual environment is', join(cacheDirectory, 'venv'))
  .parse()
  .opts<{ port: number; gatewayPort: number; state: string; venv: string }>();

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError('It is not a port.');
  return value;
}

const interrupted = new AbortController();
// A terminal that is closed says so with SIGHUP.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
const { signal } = interrupted;
const untilInterrupted = new Promise<void>((resolve) => {
  signal.addEventListener('abort', () => resolve());
});

const started: Running[] = [];
try {
  await run();
} catch (error) {
  // Asked to end while something was still being set up.
  if (!signal.aborted) {
    process.exitCode = 1;
    if (!(error instanceof Problem)) throw error;
    console.error(`example:django: ${error.message}`);
  }
} finally {
  for (const one of started.reverse()) await one.stop();
}

async function run(): Promise<void> {
  const { port, gatewayPort, state, venv } = flags;
  // Before anything that takes long.
  await checkPort(port, '--port');
  await checkPort(gatewayPort, '--gateway-port');
  await mkdir(state, { recursive: true }).catch((error: unknown) => {
    throw new Problem(
      `the directory of --state cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  console.log('Making the virtual environment, or finding it made …');
  const python = await pythonEnvironment(venv, signal);
  await bundlePage();
  await manage({ python, state, gatewayPort, signal }, 'migrate', '--verbosity', '0');
  await manage({ python, state, gatewayPort, signal }, 'set_up_example', '--password', PASSWORD);
  signal.throwIfAborted();
  const django = await startDjango({
    python,
    port,
    state,
    gatewayPort,
    print: (text) => process.stdout.write(text),
  });
  started.push(django);
  const gateway = await startGateway(gatewayPort, port);
  started.push(gateway);
  console.log(`
Page     http://${host}:${port}/, and without a build http://${host}:${port}/toasts/
Log in   ada or bob, password ${PASSWORD}; one of them in a private window, and they can chat
Ctrl-C   ends all of it
`);
  await Promise.race([
    untilInterrupted,
    // Its quit key, or Ctrl-C while it reads keys.
    gateway.ended,
    django.ended.then(() => {
      throw new Problem('Django has ended.');
    }),
  ]);
}
