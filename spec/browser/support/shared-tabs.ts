import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { serve, type Served } from '../../../examples/serve/serve';
import { repository } from './built';
import type { SharedBrowser, SharedPage, Tabs } from './shared-browsers';
import type { Seen } from './shared-in-page';

export const sharedFolder = join(repository, 'node_modules/.cache/browser-specs/shared');

/** The page with a client that shares its connection. */
export async function buildSharedPage(): Promise<void> {
  await mkdir(sharedFolder, { recursive: true });
  await writeFile(
    join(sharedFolder, 'index.html'),
    '<!doctype html><title>shared</title><link rel="icon" href="data:,"><script src="shared.js"></script>',
  );
  await writeFile(
    join(sharedFolder, 'other.html'),
    '<!doctype html><title>other</title><link rel="icon" href="data:,">',
  );
  await build({
    entryPoints: [join(repository, 'spec/browser/support/shared-in-page.ts')],
    outfile: join(sharedFolder, 'shared.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
}

/** Several tabs of one user, the backend, and what the backend counts. */
export class SharedStage {
  readonly pages: SharedPage[] = [];
  tokens = 0;
  refusedTokens = 0;
  #n = 0;
  #pump: ReturnType<typeof setInterval> | undefined;

  private constructor(
    readonly served: Served,
    private readonly tabs: Tabs,
    /** What the backend received of the sends: by whom, and which. */
    readonly said: readonly string[],
  ) {
    served.gateway.onEvent((event) => {
      if (event.type === 'token') {
        this.tokens += 1;
        if (event.status !== 200) this.refusedTokens += 1;
      }
    });
  }

  static async start(browser: SharedBrowser): Promise<SharedStage> {
    const said: string[] = [];
    const served = await serve({
      folder: sharedFolder,
      gateway: {
        backend: {
          say: ({ message }) => void said.push(`${String(message.by)}:${String(message.k)}`),
          ask: ({ message, send }) => send({ type: 'echo', k: message.k, request_id: message.request_id }),
        },
      },
    });
    return new SharedStage(served, await browser.newTabs(), said);
  }

  get sent(): number {
    return this.#n;
  }

  get connections(): number {
    return this.served.gateway.connections.length;
  }

  /** Opens more tabs, all at once. */
  async open(count: number, spare = true): Promise<void> {
    const added = await Promise.all(Array.from({ length: count }, () => this.tabs.newPage()));
    this.pages.push(...added);
    await Promise.all(added.map((page) => page.goto(`${this.served.url}?watch=1&spare=${spare ? 1 : 0}`)));
  }

  seen(page: SharedPage): Promise<Seen> {
    return page.evaluate(() => window.seen());
  }

  allSeen(): Promise<readonly Seen[]> {
    return Promise.all(this.pages.map((page) => this.seen(page)));
  }

  async allOpen(): Promise<void> {
    await until(async () => (await this.#latest()).every(([state]) => state === 'open'));
  }

  /** Every page has received the last message. */
  async allReceived(): Promise<void> {
    await until(async () => (await this.#latest()).every(([, n]) => n === this.#n));
  }

  /** There is a spare, and nothing is lost when it takes over. */
  async spareReady(): Promise<void> {
    await until(async () =>
      (await Promise.all(this.pages.map((page) => page.evaluate(() => window.spareIsReady())))).some(Boolean),
    );
  }

  /** The longest time between two messages in any page since the last call, in ms. */
  async silence(): Promise<number> {
    return Math.max(...(await Promise.all(this.pages.map((page) => page.evaluate(() => window.silence())))));
  }

  #latest(): Promise<(readonly [string | undefined, number])[]> {
    return Promise.all(this.pages.map((page) => page.evaluate(() => window.latest())));
  }

  /** The page that has that lock. */
  async with(lock: 'main' | 'spare'): Promise<SharedPage> {
    let found: SharedPage | undefined;
    await until(async () => {
      const held = await Promise.all(this.pages.map((page) => page.evaluate((name) => window.holds(name), lock)));
      found = this.pages[held.indexOf(true)];
      return found !== undefined;
    });
    if (!found) throw new Error(`nobody has ${lock}`);
    return found;
  }

  forget(page: SharedPage): void {
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  /** Forgets the pages that are gone: Firefox may run two tabs of a site in one process. */
  async forgetGone(): Promise<void> {
    const alive = await Promise.all(this.pages.map((page) => page.evaluate(() => 'seen' in window).catch(() => false)));
    this.pages.splice(0, Infinity, ...this.pages.filter((_page, index) => alive[index]));
  }

  /** Sends numbered messages to all, until {@link quiet}. */
  broadcast(perSecond: number): void {
    this.#pump = setInterval(() => {
      this.#n += 1;
      this.served.gateway.broadcast({ type: 'n', n: this.#n }, 'general');
    }, 1_000 / perSecond);
  }

  /** Resolves when so many more messages have been sent. */
  async more(count: number): Promise<void> {
    const wanted = this.#n + count;
    await until(() => this.#n >= wanted);
  }

  quiet(): void {
    clearInterval(this.#pump);
  }

  async end(): Promise<void> {
    this.quiet();
    await this.tabs.close();
    await this.served.close();
  }
}

const PATIENCE = 40_000;
const PAUSE = 50;

/** Asks again and again until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
  const deadline = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${patience} ms in vain for ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
