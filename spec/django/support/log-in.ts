import type { Browser, Page } from 'playwright-core';

declare global {
  interface Window {
    /** What the Content-Security-Policy of the page has stopped. */
    violations: string[];
  }
}

export interface Visit {
  readonly page: Page;
  /** What the page and the browser wrote to the console, and what was thrown. */
  readonly console: readonly string[];
}

/** A user at a page that asks for a login, past the form. */
export async function visitAs(browser: Browser, url: string, username: string, password: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1_100, height: 700 } });
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      window.violations.push(`${violatedDirective}: ${blockedURI}`);
    });
  });
  const page = await context.newPage();
  const lines: string[] = [];
  page.on('console', (line) => lines.push(line.text()));
  page.on('pageerror', (error) => lines.push(String(error)));
  await page.goto(url);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
  await page.waitForURL(url);
  return { page, console: lines };
}
