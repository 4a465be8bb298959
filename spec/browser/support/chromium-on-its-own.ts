import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from 'playwright-core';
import { requireBrowser } from './find-browser';
import { CHROMIUM_FLAGS } from './launch-chromium';

/** A Chromium that only one tab of is looked at, as with people: one that Playwright starts shows all of them. */
export interface OwnChromium {
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function startChromiumOnItsOwn(): Promise<OwnChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'browser-specs-'));
  const flags = ['--headless=new', '--remote-debugging-port=0', '--no-first-run', `--user-data-dir=${profile}`];
  const child = spawn(requireBrowser('Chromium'), [...CHROMIUM_FLAGS, ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const browser = await chromium.connectOverCDP(await addressIn(child.stderr), { noDefaults: true });
    return {
      browser,
      async close() {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const address = /^DevTools listening on (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // What else it says nobody reads, and it must not wait for that.
    output.resume();
    return address;
  }
  throw new Error('Chromium has ended without an address for its developer tools.');
}
