import { execFile, type ChildProcess, type ExecFileException } from 'node:child_process';

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

let running: ChildProcess | undefined;
let interrupted = false;

/** Ends the command that is running, whose {@link run} then rejects, and lets no other begin. */
export const interrupt = (): void => {
  interrupted = true;
  running?.kill();
};

/** Runs a command to its end and resolves to its standard output; anything but exit code 0 is a {@link CheckError}. */
export function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (interrupted) {
      reject(new CheckError('interrupted'));
      return;
    }
    running = execFile(
      command,
      args,
      { cwd, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        reject(new CheckError(`${[command, ...args].join(' ')} ${endingOf(error)}`, stdout + stderr));
      },
    );
    // A command that asks something gets an end of file instead of waiting for ever.
    running.stdin?.end();
  });
}

function endingOf({ killed, code }: ExecFileException): string {
  if (interrupted) return 'was interrupted';
  return killed === true ? `did not end in ${TIMEOUT / 1000} s` : `ended with ${String(code)}`;
}
