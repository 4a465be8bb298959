import type { CDPSession, Page } from 'playwright-core';
import { serve, type Served } from '../../examples/serve/serve';
import { launchChromium } from '../../spec/browser/support/launch-chromium';
import { sharedFolder, until } from '../../spec/browser/support/shared-tabs';
import { median } from '../median';

export const TABS = 10;
export const PER_SECOND = 1_000;
export const SECONDS = 10;
export const STREAMS = 10;

const MESSAGES = PER_SECOND * SECONDS;
/** How often the backend sends what is due, in ms. */
const BATCH_EVERY = 10;
/** How long the tabs are left alone before and after the messages, in ms: connections and notes between the tabs end. */
const REST = 3_000;
/** How long all tabs may take to open or to receive, in ms: a busy machine has one core for 11 processes. */
const PATIENCE = 180_000;

/** How the tabs are connected, as the query of the page. */
export interface Way {
  readonly name: string;
  readonly query: string;
}

/** What the tabs did with {@link MESSAGES} messages. */
export interface Measured {
  readonly connections: number;
  /** Until every tab had every message, in s. */
  readonly seconds: number;
  /** CPU time of scripts and tasks for one message, in ms. */
  readonly busy: { readonly median: number; readonly most: number; readonly all: number };
  /** JavaScript heap of the median tab, in bytes. */
  readonly heap: { readonly before: number; readonly after: number };
  /** What all tabs together wrote to a BroadcastChannel, for one message of the gateway. */
  readonly notes: number;
}

interface Tab {
  readonly page: Page;
  readonly session: CDPSession;
}

declare global {
  interface Window {
    /** How often this page wrote to a BroadcastChannel. */
    notes: number;
  }
}

/** Counts in a page what it writes to a BroadcastChannel. Runs before the scripts of the page, by itself. */
function countNotes(): void {
  window.notes = 0;
  // Called with the channel as `this`.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const post = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = function (note: unknown) {
    window.notes += 1;
    post.call(this, note);
  };
}

const rest = () => new Promise((resolve) => setTimeout(resolve, REST));

async function openTabs(url: string): Promise<{ readonly tabs: readonly Tab[]; readonly close: () => Promise<void> }> {
  const browser = await launchChromium();
  const context = await browser.newContext();
  await context.addInitScript(countNotes);
  const tabs: Tab[] = [];
  while (tabs.length < TABS) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    tabs.push({ page, session });
  }
  await Promise.all(tabs.map(({ page }) => page.goto(url)));
  return { tabs, close: () => browser.close() };
}

async function metrics({ page, session }: Tab): Promise<Readonly<Record<'heap' | 'busy' | 'notes', number>>> {
  await session.send('HeapProfiler.collectGarbage');
  const all = (await session.send('Performance.getMetrics')).metrics;
  const of = (name: string) => all.find((metric) => metric.name === name)?.value ?? NaN;
  const notes = await page.evaluate(() => window.notes);
  return { heap: of('JSHeapUsedSize'), busy: of('TaskDuration'), notes };
}

/** Sends {@link MESSAGES} messages at {@link PER_SECOND}, to each of the types in turn. */
function broadcast({ gateway }: Served, types: readonly string[]): Promise<void> {
  const began = Date.now();
  const text = 'x'.repeat(80);
  let n = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(((Date.now() - began) * PER_SECOND) / 1_000, MESSAGES);
      while (n < due) {
        const type = types[n % types.length];
        n += 1;
        gateway.broadcast({ type, n, text }, 'general');
      }
      if (n < MESSAGES) return;
      clearInterval(timer);
      resolve();
    }, BATCH_EVERY);
  });
}

async function exchange(served: Served, tabs: readonly Tab[], types: readonly string[]): Promise<Measured> {
  const latest = () => Promise.all(tabs.map(({ page }) => page.evaluate(() => window.latest())));
  await until(async () => (await latest()).every(([state]) => state === 'open'), PATIENCE);
  await rest();
  const before = await Promise.all(tabs.map(metrics));
  const began = Date.now();
  await broadcast(served, types);
  await until(async () => (await latest()).every(([, n]) => n === MESSAGES), PATIENCE);
  const seconds = (Date.now() - began) / 1_000;
  const after = await Promise.all(tabs.map(metrics));
  const seen = await Promise.all(tabs.map(({ page }) => page.evaluate(() => window.seen())));
  for (const { numbers } of seen) {
    if (numbers.length === MESSAGES && new Set(numbers).size === MESSAGES) continue;
    throw new Error(`A tab received ${numbers.length} messages, ${new Set(numbers).size} of them new, of ${MESSAGES}.`);
  }
  const spent = (of: 'busy' | 'notes') => after.map((tab, index) => tab[of] - (before[index]?.[of] ?? NaN));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const busy = spent('busy').map((inSeconds) => (1_000 * inSeconds) / MESSAGES);
  return {
    connections: served.gateway.connections.length,
    seconds,
    busy: { median: median(busy), most: Math.max(...busy), all: sum(busy) },
    heap: { before: median(before.map(({ heap }) => heap)), after: median(after.map(({ heap }) => heap)) },
    notes: sum(spent('notes')) / MESSAGES,
  };
}

/** Opens the tabs, each with that number of typed streams beside `n`, and sends them messages. Fails where a tab loses or doubles one. */
export async function measureTabs({ query }: Way, streams: number): Promise<Measured> {
  const served = await serve({ folder: sharedFolder });
  try {
    const { tabs, close } = await openTabs(`${served.url}?${query}&streams=${streams}`);
    try {
      return await exchange(
        served,
        tabs,
        Array.from({ length: streams }, (_, stream) => `n${stream}`),
      );
    } finally {
      await close();
    }
  } finally {
    await served.close();
  }
}
