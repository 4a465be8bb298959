import puppeteer, { type Page } from 'puppeteer-core';
import { requireBrowser } from './find-browser';
import type { RealBrowser, Tab } from './tab';
import { watchPolicy } from './watch-policy';

/** Firefox, driven by Puppeteer over WebDriver BiDi. */
export async function startFirefox(): Promise<RealBrowser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: requireBrowser('Firefox'),
    headless: true,
  });
  return {
    async newPerson() {
      const context = await browser.createBrowserContext();
      return {
        async open(url) {
          const page = await context.newPage();
          const tab = tabOf(page);
          await page.evaluateOnNewDocument(watchPolicy);
          await page.goto(url);
          return tab;
        },
      };
    },
    async sendHome() {
      const contexts = browser.browserContexts().filter((context) => context !== browser.defaultBrowserContext());
      await Promise.all(contexts.map((context) => context.close()));
    },
    close: () => browser.close(),
  };
}

function tabOf(page: Page): Tab {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', (error) => lines.push(String(error)));
  return {
    console: lines,
    close: () => page.close(),
    click: (selector) => page.locator(selector).click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    evaluate: (work, ...args) => page.evaluate(`(${work.toString()})(...${JSON.stringify(args)})`) as never,
  };
}
