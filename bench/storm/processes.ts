import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job, Result } from './job';

const PROCESS = join(import.meta.dirname, 'job-process.ts');

/** What a fleet of a hundred thousand leaves behind for the collector would be copied too often with the usual room. */
const ROOM = '--max-semi-space-size=128';

/** Some processes that simulate side by side. */
export class Processes {
  readonly #idle: ChildProcess[];
  readonly #waiting: ((child: ChildProcess) => void)[] = [];
  readonly #all: readonly ChildProcess[];

  constructor(
    count: number,
    private readonly tell: (job: Job) => void,
  ) {
    // Not as JSON, which knows no Infinity, and so no "never".
    const how: ForkOptions = { execArgv: [ROOM, '--import', 'tsx'], serialization: 'advanced' };
    this.#all = Array.from({ length: count }, () => fork(PROCESS, how));
    this.#idle = [...this.#all];
  }

  /** Simulates a fleet as soon as a process is free; in the order in which it was asked for. */
  async perform(job: Job): Promise<Result> {
    const child = this.#idle.pop() ?? (await new Promise<ChildProcess>((free) => this.#waiting.push(free)));
    this.tell(job);
    child.send(job);
    const result = await resultOf(child);
    const next = this.#waiting.shift();
    if (next) next(child);
    else this.#idle.push(child);
    return result;
  }

  end(): void {
    for (const child of this.#all) child.kill();
  }
}

/** What a process says next; throws where it ends instead. */
async function resultOf(child: ChildProcess): Promise<Result> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(([code]: (number | null)[]) => {
    throw new Error(`A process that simulates ended with ${code ?? 'a signal'}.`);
  });
  try {
    // What the process sends is a Result: its protocol is our own.
    const [result] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Result];
    return result;
  } finally {
    over.abort();
    ended.catch(() => undefined);
  }
}
