import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { scriptFile, type Script } from './compile';

/** ms that a process may take. */
const TIMEOUT = 120_000;

const run = promisify(execFile);

/** Runs one process of the benchmark to its end; its figures are what it printed. */
export async function runScript<Result>(script: Script, ...args: readonly (string | number)[]): Promise<Result> {
  const command = ['--expose-gc', scriptFile(script), ...args.map(String)];
  const { stdout } = await run(process.execPath, command, { timeout: TIMEOUT });
  return JSON.parse(stdout) as Result;
}
