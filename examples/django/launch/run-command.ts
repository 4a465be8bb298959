import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command, and all that it started, when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

export interface Finished {
  readonly code: number;
  /** What it printed, on both streams. */
  readonly output: string;
}

/** Runs a command to its end. Rejects only if it cannot be started or is aborted. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
  const { cwd, env = process.env, signal } = options;
  return new Promise((resolve, reject) => {
    // A group of its own: `python -m venv` runs pip in yet another process.
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env, detached: true });
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    };
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(new Error(`${command} was ended`));
      else resolve({ code: code ?? 1, output });
    });
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}
