import { execFile } from 'node:child_process';

/** Long enough for an installation over a slow line, and short enough that a hanging command does not hang CI. */
const TIMEOUT = 300_000;

/** A check that does not hold: one line that says what is wrong, and the output that shows it. */
export class CheckError extends Error {
  override readonly name = 'CheckError';

  constructor(
    message: string,
    readonly output = '',
  ) {
    super(message);
  }
}

const interruption = new AbortController();

/** Ends the command that is running, so that none outlives this process. */
export const endRunningCommand = (): void => {
  interruption.abort();
};

/** Runs a command to its end and resolves to its standard output; anything but exit code 0 is a {@link CheckError}. */
export function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { cwd, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024, signal: interruption.signal },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        const ending =
          error.killed === true ? `did not end in ${TIMEOUT / 1000} s` : `ended with ${String(error.code)}`;
        reject(new CheckError(`${[command, ...args].join(' ')} ${ending}`, stdout + stderr));
      },
    );
    // A command that asks something gets an end of file instead of waiting for ever.
    child.stdin?.end();
  });
}
