import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { CheckError, interrupt } from './command';

/** What a row of checks has: the repository, a folder that is removed at the end, and where each check is printed. */
export interface Checks {
  readonly repository: string;
  readonly temporary: string;
  /** Runs one check and prints a line with its title and its result. The first that fails ends the row. */
  check<Result>(
    title: string,
    run: () => Result | Promise<Result>,
    shown?: (result: Result) => string,
  ): Promise<Result>;
}

/** Runs a row of checks. The first that fails ends it with a line that says why, and exit code 1. */
export async function runChecks(name: string, run: (checks: Checks) => Promise<void>): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), `rx-gateway-socket-${name}-`));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let current = '';
  const checks: Checks = {
    repository: join(import.meta.dirname, '..', '..'),
    temporary,
    check: async (title, made, shown = (result) => (typeof result === 'string' ? result : '')) => {
      current = title;
      const result = await made();
      const text = shown(result);
      console.log(`ok      ${title}${text && `: ${text}`}`);
      return result;
    },
  };
  try {
    await run(checks);
  } catch (error: unknown) {
    if (error instanceof CheckError && error.output !== '') console.error(error.output);
    console.error(`FAILED  ${current}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    // However it ends, it leaves nothing behind.
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}
