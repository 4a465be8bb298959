import type { Page } from 'playwright-core';
import { launchChromium } from './launch-chromium';
import type { RealBrowser, Tab } from './tab';
import { watchPolicy } from './watch-policy';

/** Chromium, driven by Playwright. */
export async function startChromium(): Promise<RealBrowser> {
  const browser = await launchChromium();
  return {
    async newPerson() {
      const context = await browser.newContext();
      await context.addInitScript(watchPolicy);
      return {
        async open(url) {
          const page = await context.newPage();
          const tab = tabOf(page);
          await page.goto(url);
          return tab;
        },
      };
    },
    async sendHome() {
      await Promise.all(browser.contexts().map((context) => context.close()));
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
    evaluate: (work, ...args) =>
      // Playwright passes one argument, and so the function as its text together with those it takes.
      page.evaluate(`(${work.toString()})(...${JSON.stringify(args)})`),
  };
}
