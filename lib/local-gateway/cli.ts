#!/usr/bin/env node
const WRONG_USE = 2;

const interrupted = new Promise<void>((resolve) => {
  // The reader of the log has ended (`| head`).
  process.stdout.on('error', () => {
    resolve();
  });
  process.once('SIGINT', () => {
    resolve();
  });
  process.once('SIGTERM', () => {
    resolve();
  });
});

void start().then((exitCode) => {
  process.exitCode = exitCode;
});

async function start(): Promise<number> {
  try {
    // Imported late, because `ws` is an optional peer: without it this file still loads, and can name the missing
    // package.
    const { run } = await import('./cli/run');
    return await run(process.argv.slice(2), {
      input: process.stdin,
      output: process.stdout,
      problems: process.stderr,
      colored: process.stdout.isTTY && process.env.NO_COLOR === undefined,
      interrupted,
    });
  } catch (error) {
    if (!(error instanceof Error && /Cannot find (?:package|module) 'ws'/.test(error.message))) throw error;
    process.stderr.write('rx-gateway-local: the package "ws" is missing; npm install --save-dev ws\n');
    return WRONG_USE;
  }
}
