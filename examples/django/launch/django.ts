import { spawn, type ChildProcess } from 'node:child_process';
import { exampleDirectory } from './directories';
import { host } from './ports';
import { lastLineOf, Problem } from './problem';
import { runCommand } from './run-command';

export interface DjangoSettings {
  /** The virtual environment's. */
  readonly python: string;
  /** Where `manage.py` is; this example by default. */
  readonly directory?: string;
  readonly port: number;
  /** The directory of the database. */
  readonly state: string;
  /** Where Django sends messages, and pages connect. */
  readonly gatewayPort: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Told what Django logs. */
  readonly print: (text: string) => void;
}

/** A process of this example's. */
export interface Running {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** Ends it, and resolves when it has. */
  stop(): Promise<void>;
}

/** ms after which a process that does not listen to a polite request is killed. */
const PATIENCE = 5_000;

function environmentOf({ state, gatewayPort, env }: Omit<DjangoSettings, 'python' | 'directory' | 'port' | 'print'>) {
  return {
    ...process.env,
    EXAMPLE_STATE_DIR: state,
    EXAMPLE_GATEWAY_URL: `http://${host}:${gatewayPort}`,
    EXAMPLE_WEBSOCKET_URL: `ws://${host}:${gatewayPort}`,
    EXAMPLE_LOG_LEVEL: 'WARNING',
    DJANGO_RUNSERVER_HIDE_WARNING: 'true',
    // Output as it comes, and no .pyc files in the source tree.
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    // A proxy is for the world outside; the gateway is on this machine.
    NO_PROXY: [process.env.NO_PROXY, host].filter(Boolean).join(','),
    ...env,
  };
}

/** Runs one of Django's commands to its end; resolves to what it printed. */
export async function manage(
  settings: Omit<DjangoSettings, 'directory' | 'port' | 'print'> & { readonly signal?: AbortSignal },
  ...args: readonly string[]
): Promise<string> {
  const { python, signal } = settings;
  const finished = await runCommand(python, ['manage.py', ...args], {
    cwd: exampleDirectory,
    env: environmentOf(settings),
    signal,
  });
  if (finished.code !== 0) throw new Problem(`manage.py ${args.join(' ')} failed: ${lastLineOf(finished.output)}`);
  return finished.output;
}

/** Starts Django's own server; resolves when it listens. */
export async function startDjango(settings: DjangoSettings): Promise<Running> {
  const { python, port, print, directory = exampleDirectory } = settings;
  const args = ['manage.py', 'runserver', `${host}:${port}`, '--noreload', '--skip-checks'];
  const child = spawn(python, args, {
    cwd: directory,
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = runningProcess(child);
  let output = '';
  const listening = new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      // Only its beginning and, where it fails, its end are of interest.
      output = (output + chunk.toString()).slice(-10_000);
      if (output.includes('Starting development server')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.stderr.on('data', (chunk: Buffer) => {
      print(chunk.toString());
    });
  });
  await Promise.race([
    listening,
    running.ended.then(() => {
      throw new Problem(
        output.includes('already in use')
          ? `port ${port} is in use: choose another with --port.`
          : `Django did not start: ${lastLineOf(output)}`,
      );
    }),
  ]);
  return running;
}

export function runningProcess(child: ChildProcess): Running {
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  // Whatever ends this process, that one does not stay behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  void ended.then(() => process.off('exit', kill));
  return {
    ended,
    async stop() {
      child.kill('SIGTERM');
      const killing = setTimeout(kill, PATIENCE);
      await ended;
      clearTimeout(killing);
    },
  };
}
