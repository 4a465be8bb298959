import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { serve, type Served } from '../../../examples/serve/serve';
import { repository } from './built';
import { findBrowser, requireBrowser, type BrowserName } from './find-browser';
import { launchChromium } from './launch-chromium';
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

/** What a spec does with a page, in whichever browser. */
export interface SharedPage {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  close(): Promise<void>;
  goBack(): Promise<unknown>;
  evaluate<Args extends readonly unknown[], Result>(
    work: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Ends its process. Chromium only. */
  crash(): Promise<void>;
  /** Stops its scripts, as a breakpoint does. Chromium only. */
  stop(): Promise<void>;
}

/** A browser in which all pages have one profile. */
export interface SharedBrowser {
  newPage(): Promise<SharedPage>;
  close(): Promise<void>;
}

async function startChromium(): Promise<SharedBrowser> {
  // Playwright turns the back/forward cache off.
  const browser = await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const context = await browser.newContext();
  return {
    newPage: async () => {
      const page = await context.newPage();
      const session = () => context.newCDPSession(page);
      return {
        goto: (url) => page.goto(url),
        reload: () => page.reload(),
        close: () => page.close(),
        goBack: () => page.goBack({ waitUntil: 'commit' }),
        evaluate: (work, ...args) => page.evaluate(`(${work.toString()})(...${JSON.stringify(args)})`),
        crash: async () => {
          const crashed = new Promise((resolve) => page.once('crash', resolve));
          (await session()).send('Page.crash').catch(() => undefined);
          await crashed;
        },
        stop: async () => {
          const debug = await session();
          await debug.send('Debugger.enable');
          const paused = new Promise((resolve) => debug.once('Debugger.paused', resolve));
          await debug.send('Debugger.pause');
          await paused;
        },
      };
    },
    close: () => browser.close(),
  };
}

async function startFirefox(): Promise<SharedBrowser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: requireBrowser('Firefox'),
    headless: true,
  });
  const refuse = () => Promise.reject(new Error('only Chromium can do that'));
  return {
    newPage: async () => {
      const page = await browser.newPage();
      return {
        goto: (url) => page.goto(url),
        reload: () => page.reload(),
        close: () => page.close(),
        goBack: () => page.goBack({ waitUntil: [] }),
        evaluate: (work, ...args) => page.evaluate(`(${work.toString()})(...${JSON.stringify(args)})`) as never,
        crash: refuse,
        stop: refuse,
      };
    },
    close: () => browser.close(),
  };
}

const STARTS = { Chromium: startChromium, Firefox: startFirefox } as const;
export const FOUND = (['Chromium', 'Firefox'] as const).filter((name: BrowserName) => findBrowser(name) !== undefined);

/** Several tabs of one user, the backend, and what the backend counts. */
export class SharedStage {
  readonly pages: SharedPage[] = [];
  tokens = 0;
  refusedTokens = 0;
  #n = 0;
  #pump: ReturnType<typeof setInterval> | undefined;

  private constructor(
    readonly served: Served,
    readonly browser: SharedBrowser,
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

  static async start(name: keyof typeof STARTS): Promise<SharedStage> {
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
    return new SharedStage(served, await STARTS[name](), said);
  }

  get sent(): number {
    return this.#n;
  }

  get connections(): number {
    return this.served.gateway.connections.length;
  }

  /** Opens more tabs, all at once. */
  async open(count: number, spare = true): Promise<void> {
    const added = await Promise.all(Array.from({ length: count }, () => this.browser.newPage()));
    this.pages.push(...added);
    await Promise.all(added.map((page) => page.goto(`${this.served.url}?spare=${spare ? 1 : 0}`)));
  }

  seen(page: SharedPage): Promise<Seen> {
    return page.evaluate(() => window.seen());
  }

  async allOpen(pages: readonly SharedPage[] = this.pages): Promise<void> {
    await until(async () =>
      (await Promise.all(pages.map((page) => this.seen(page)))).every(({ states }) => states.at(-1) === 'open'),
    );
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
    await this.browser.close();
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
