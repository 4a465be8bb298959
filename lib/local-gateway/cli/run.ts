import type { Readable, Writable } from 'node:stream';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { startDjangoStandIn } from '../django-stand-in/start-django-stand-in';
import type { GatewayEvent } from '../gateway-event';
import type { LocalGateway } from '../local-gateway';
import { startLocalGateway } from '../start-local-gateway';
import { readCommandLine, type CommandLine } from './flags';
import { faultKeys } from './keys';
import { isTrouble, logLine } from './log-line';
import { problemLine } from './problem-line';
import { setUpHint } from './set-up-hint';

/** The input and output of the command: the streams of the process, or those of a test. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?: (on: boolean) => unknown };
  readonly output: Writable;
  readonly problems: Writable;
  readonly colored: boolean;
  /** Resolves when a signal interrupts the process. */
  readonly interrupted: Promise<void>;
}

const OK = 0;
const WRONG_USE = 2;

/** Runs the command to its end, and resolves to the exit code. Rejects only for a bug of this package. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const line = readCommandLine(argv, (text) => terminal.output.write(text));
    await serve(line, terminal);
    return OK;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === OK) return OK;
    const problem = problemLine(error);
    if (problem === undefined) throw error;
    terminal.problems.write(`rx-gateway-local: ${problem}\n`);
    return WRONG_USE;
  }
}

async function serve({ options, standIn, proxied, quiet }: CommandLine, terminal: Terminal): Promise<void> {
  const colors = pc.createColors(terminal.colored);
  const print = (text: string): void => void terminal.output.write(`${text}\n`);
  let hintFor: ((event: GatewayEvent) => string | undefined) | undefined;
  const onEvent = (event: GatewayEvent): void => {
    if (!quiet || isTrouble(event)) print(logLine(event, colors));
    const hint = hintFor?.(event);
    if (hint === undefined) return;
    // The hint is printed once.
    hintFor = undefined;
    print(colors.bold(hint));
  };
  const backend = standIn ? await startDjangoStandIn() : undefined;
  try {
    const gateway = await startLocalGateway({
      ...options,
      ...(backend === undefined ? {} : { backend: { ...options.backend, proxy: backend.url } }),
      onEvent,
    });
    const { managementUrl } = gateway;
    if (proxied !== undefined) hintFor = (event) => setUpHint(event, { ...proxied, managementUrl });
    backend?.sendThrough(managementUrl);
    for (const [name, url] of [
      ['WebSocket', gateway.url],
      ['Tokens', gateway.tokenUrl],
      ['@connections', `${managementUrl}/@connections/{id}`],
      ...(backend === undefined ? [] : [['Log in', `${backend.signInUrl}?username=ada`]]),
    ]) {
      print(`${colors.bold((name ?? '').padEnd(12))} ${url ?? ''}`);
    }
    try {
      await Promise.race([terminal.interrupted, untilQuit(gateway, terminal, print)]);
    } finally {
      await gateway.close();
    }
  } finally {
    await backend?.close();
  }
}

/** Reads keys in a terminal. Resolves when the quit key is pressed. */
function untilQuit(gateway: LocalGateway, { input }: Terminal, print: (text: string) => void): Promise<void> {
  const { setRawMode } = input;
  if (input.isTTY !== true || setRawMode === undefined) return new Promise(() => undefined);
  const keys = new Map(faultKeys(gateway).map((key) => [key.key, key]));
  print('Press ? for the keys, q to quit.');
  setRawMode.call(input, true);
  return new Promise((resolve) => {
    input.on('data', (chunk: Buffer) => {
      for (const key of chunk.toString()) {
        // In raw mode Ctrl-C and Ctrl-D are keys like any other.
        if (key === 'q' || key === '\u0003' || key === '\u0004') {
          setRawMode.call(input, false);
          input.pause();
          resolve();
        } else if (key === '?') {
          for (const { key: name, does } of keys.values()) print(`  ${name}  ${does}`);
          print('  q  quit');
        } else {
          const pressed = keys.get(key);
          if (pressed !== undefined) print(descriptionOf(pressed.press));
        }
      }
    });
  });
}

/** The description of what the key did, or of its error. */
function descriptionOf(press: () => string): string {
  try {
    return press();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
