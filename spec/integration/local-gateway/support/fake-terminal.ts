import { PassThrough } from 'node:stream';
import type { Terminal } from '../../../../lib/local-gateway/cli/run';
import { atEnd } from './clean-up';
import { Inbox } from './inbox';

/** A terminal that a spec reads line by line and presses keys on. */
export class FakeTerminal implements Terminal {
  readonly input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: jest.fn() });
  readonly output = new PassThrough();
  readonly problems = new PassThrough();
  readonly colored = false;
  readonly #lines = new Inbox<string>();
  #interrupt: () => void = () => undefined;
  readonly interrupted = new Promise<void>((resolve) => (this.#interrupt = resolve));

  constructor() {
    let rest = '';
    this.output.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#lines.put(line);
    });
    // However a test ends, the command does.
    atEnd(() => {
      this.#interrupt();
    });
  }

  press(keys: string): void {
    this.input.write(keys);
  }

  interrupt(): void {
    this.#interrupt();
  }

  /** The next line that matches; those before it are skipped. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = await this.#lines.take();
      if (pattern.test(line)) return line;
    }
  }

  /** What went to the problems so far. */
  get complaint(): string {
    return ((this.problems.read() as Buffer | null) ?? '').toString();
  }
}
