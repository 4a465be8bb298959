/**
 * `npm run bench:tabs`: what 10 tabs cost in Chromium that share a connection, beside 10 tabs with a connection each, at
 * 1,000 messages a second. Prints a table. CPU time is that of the scripts and tasks of a page.
 */
import type { CDPSession, Page } from 'playwright-core';
import { serve } from '../../examples/serve/serve';
import { launchChromium } from '../../spec/browser/support/launch-chromium';
import { buildSharedPage, sharedFolder, until } from '../../spec/browser/support/shared-tabs';

const TABS = 10;
const PER_SECOND = 1_000;
const SECONDS = 10;
const BATCH_EVERY = 10;

interface Tab {
  readonly page: Page;
  readonly session: CDPSession;
}

async function metrics({ session }: Tab): Promise<{ readonly heap: number; readonly busy: number }> {
  await session.send('HeapProfiler.collectGarbage');
  const all = (await session.send('Performance.getMetrics')).metrics;
  const of = (name: string) => all.find((metric) => metric.name === name)?.value ?? NaN;
  return { heap: of('JSHeapUsedSize'), busy: of('TaskDuration') };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function measure(mode: string, query: string): Promise<Record<string, string | number>> {
  const served = await serve({ folder: sharedFolder });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    const tabs: Tab[] = [];
    for (let left = TABS; left > 0; left -= 1) {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable');
      tabs.push({ page, session });
    }
    await Promise.all(tabs.map(({ page }) => page.goto(`${served.url}${query}`)));
    const seen = () => Promise.all(tabs.map(({ page }) => page.evaluate(() => window.seen())));
    await until(async () => (await seen()).every(({ states }) => states.at(-1) === 'open'));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const before = await Promise.all(tabs.map(metrics));
    let n = 0;
    const began = Date.now();
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(((Date.now() - began) * PER_SECOND) / 1_000, PER_SECOND * SECONDS);
        while (n < due) served.gateway.broadcast({ type: 'n', n: ++n, text: 'x'.repeat(80) }, 'general');
        if (n < PER_SECOND * SECONDS) return;
        clearInterval(timer);
        resolve();
      }, BATCH_EVERY);
    });
    await until(async () => (await seen()).every(({ numbers }) => numbers.at(-1) === n));
    const took = (Date.now() - began) / 1_000;
    const after = await Promise.all(tabs.map(metrics));
    const busy = after.map((one, index) => one.busy - (before[index]?.busy ?? 0));
    const received = (await seen()).map(({ numbers }) => numbers.length);
    return {
      mode,
      connections: served.gateway.connections.length,
      'received by each tab': median(received),
      'seconds until all had all': took.toFixed(1),
      'CPU ms for a message, median tab': ((1_000 * median(busy)) / n).toFixed(3),
      'busiest tab': ((1_000 * Math.max(...busy)) / n).toFixed(3),
      'all tabs': ((1_000 * busy.reduce((sum, one) => sum + one, 0)) / n).toFixed(3),
      'heap of a tab, kB': Math.round(median(before.map(({ heap }) => heap)) / 1_000),
      'afterwards, kB': Math.round(median(after.map(({ heap }) => heap)) / 1_000),
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

await buildSharedPage();
const rows = [
  await measure('a connection each', '?own=1'),
  await measure('shared', '?spare=0'),
  await measure('shared, with the spare', '?spare=1'),
];
console.table(rows);
