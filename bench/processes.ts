import { fork, type ChildProcess, type ForkOptions, type Serializable } from 'node:child_process';
import { once } from 'node:events';

/** Some processes that simulate side by side: each answers a job with its result. */
export class Processes<Job extends Serializable, Result> {
  readonly #idle: ChildProcess[];
  readonly #waiting: ((child: ChildProcess) => void)[] = [];
  readonly #all: readonly ChildProcess[];

  /**
   * @param file the program of a process, which answers each message with one
   * @param begun runs when a process takes a job
   */
  constructor(
    count: number,
    file: string,
    private readonly begun: (job: Job) => void,
    flags: readonly string[] = [],
  ) {
    // Not as JSON, which knows no Infinity, and so no "never".
    const how: ForkOptions = { execArgv: [...flags, '--import', 'tsx'], serialization: 'advanced' };
    this.#all = Array.from({ length: count }, () => fork(file, how));
    this.#idle = [...this.#all];
  }

  /** Does a job as soon as a process is free; in the order in which they were asked for. */
  async perform(job: Job): Promise<Result> {
    const child = this.#idle.pop() ?? (await new Promise<ChildProcess>((free) => this.#waiting.push(free)));
    this.begun(job);
    child.send(job);
    const result = await resultOf<Result>(child);
    const next = this.#waiting.shift();
    if (next) next(child);
    else this.#idle.push(child);
    return result;
  }

  end(): void {
    for (const child of this.#all) child.kill();
  }
}

/** The next message of a process; throws where it ends instead. */
async function resultOf<Result>(child: ChildProcess): Promise<Result> {
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
