import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { requireBrowser } from './find-browser';
import { freePort } from './free-port';
import { WebDriver } from './web-driver';

/** WebKitGTK's small browser, with its WebDriver, on a screen that nobody sees. */
export interface WebKit {
  /** Of the driver, whose children the browsers are. */
  readonly pid: number | undefined;
  /** Starts a browser with an empty profile. There is one at a time. */
  newSession(): Promise<WebDriver>;
  close(): Promise<void>;
}

export async function startWebKit(): Promise<WebKit> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const running: ChildProcess[] = [screen];
  const close = async (): Promise<void> => {
    for (const child of running.reverse()) await ended(child);
  };
  try {
    const DISPLAY = `:${await firstLine(screen)}`;
    const port = await freePort();
    const driver = spawn(requireBrowser('WebKit'), [`--port=${port}`], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY },
    });
    running.push(driver);
    return { pid: driver.pid, newSession: () => WebDriver.start(`http://127.0.0.1:${port}`, {}), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  // It was spawned with a pipe there.
  const lines = createInterface(child.stdio[3] as Readable)[Symbol.asyncIterator]();
  const { value, done } = await Promise.race([lines.next(), failed]);
  if (done === true) throw new Error('Xvfb has ended without a screen.');
  return value;
}

function ended(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  return exit;
}
