#!/usr/bin/env node
import { run } from './cli/run';

const interrupted = new Promise<void>((resolve) => {
  process.once('SIGINT', () => {
    resolve();
  });
  process.once('SIGTERM', () => {
    resolve();
  });
});

void run(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  problems: process.stderr,
  colored: process.stdout.isTTY && process.env.NO_COLOR === undefined,
  interrupted,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
