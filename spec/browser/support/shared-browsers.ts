import process from 'node:process';
import type { Page } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { busiestProcess } from './busiest-process';
import { requireBrowser } from './find-browser';
import { launchChromium } from './launch-chromium';
import { startWebKit } from './webkit';

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
  /** Prepares what ends its process, as a crash does. */
  crash(): Promise<() => Promise<unknown>>;
  /** Stops its scripts: a breakpoint in Chromium, elsewhere a loop of some seconds. */
  stop(): Promise<unknown>;
}

/** Tabs with one profile. */
export interface Tabs {
  newPage(): Promise<SharedPage>;
  close(): Promise<unknown>;
}

/** A running browser. */
export interface SharedBrowser {
  /** Of somebody with a profile of their own. */
  newTabs(): Promise<Tabs>;
  close(): Promise<unknown>;
}

async function startChromium(): Promise<SharedBrowser> {
  // Playwright turns the back/forward cache off.
  const browser = await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  return {
    async newTabs() {
      const context = await browser.newContext();
      return { newPage: async () => chromiumPage(await context.newPage()), close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

function chromiumPage(page: Page): SharedPage {
  const session = () => page.context().newCDPSession(page);
  return {
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    close: () => page.close(),
    goBack: () => page.goBack({ waitUntil: 'commit' }),
    evaluate: (work, ...args) => page.evaluate(callOf(work, args)),
    crash: async () => {
      const own = await session();
      return async () => {
        const crashed = new Promise((resolve) => page.once('crash', resolve));
        own.send('Page.crash').catch(() => undefined);
        await crashed;
      };
    },
    stop: async () => {
      const debug = await session();
      await debug.send('Debugger.enable');
      const paused = new Promise((resolve) => debug.once('Debugger.paused', resolve));
      await debug.send('Debugger.pause');
      await paused;
    },
  };
}

async function startFirefox(): Promise<SharedBrowser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: requireBrowser('Firefox'),
    headless: true,
    // A process for each tab: by default four for all tabs of a site.
    extraPrefsFirefox: { 'dom.ipc.processCount.webIsolated': 20 },
  });
  return {
    async newTabs() {
      const context = await browser.createBrowserContext();
      return {
        newPage: async () => {
          const page = await context.newPage();
          const evaluate: SharedPage['evaluate'] = (work, ...args) => page.evaluate(callOf(work, args)) as never;
          return {
            goto: (url) => page.goto(url),
            reload: () => page.reload(),
            close: () => page.close(),
            goBack: () => page.goBack({ waitUntil: [] }),
            evaluate,
            crash: () => killerOf(browser.process()?.pid, evaluate),
            stop: () => evaluate(hang),
          };
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

async function startWebKitTabs(): Promise<SharedBrowser> {
  const webkit = await startWebKit();
  return {
    async newTabs() {
      const session = await webkit.newSession();
      return {
        newPage: async () => {
          const tab = await session.newTab();
          const evaluate: SharedPage['evaluate'] = (work, ...args) =>
            session.evaluate(tab, callOf(work, args)) as never;
          return {
            goto: (url) => session.goto(tab, url),
            reload: () => session.reload(tab),
            close: () => session.close(tab),
            goBack: () => session.back(tab),
            evaluate,
            crash: () => killerOf(webkit.pid, evaluate),
            stop: () => evaluate(hang),
          };
        },
        close: () => session.end(),
      };
    },
    close: () => webkit.close(),
  };
}

export const STARTS = { Chromium: startChromium, Firefox: startFirefox, WebKit: startWebKitTabs } as const;

const callOf = (work: (...args: never) => unknown, args: readonly unknown[]): string =>
  `(${work.toString()})(...${JSON.stringify(args)})`;

/** Runs in a page, and longer than any tab waits for the holder. */
function hang(): void {
  setTimeout(() => {
    for (const end = Date.now() + 7_000; Date.now() < end;);
  });
}

function work(): void {
  for (const end = Date.now() + 300; Date.now() < end;);
}

async function killerOf(
  browser: number | undefined,
  evaluate: SharedPage['evaluate'],
): Promise<() => Promise<unknown>> {
  if (browser === undefined) throw new Error('the browser has no process');
  const pid = await busiestProcess(browser, () => evaluate(work));
  return () => Promise.resolve(process.kill(pid, 'SIGKILL'));
}
