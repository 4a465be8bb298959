import type { Browser, Page } from 'playwright-core';
import { servePage } from '../../examples/browser/serve-page';
import { serve, type Served } from '../../examples/serve/serve';
import { builtClient, builtPage } from './support/built';
import { startChromiumOnItsOwn } from './support/chromium-on-its-own';
import { freePort } from './support/free-port';
import { launchChromium } from './support/launch-chromium';

/** What a spec has started, ended with it however it ends. */
const started: { close(): Promise<unknown> }[] = [];
function ending<T extends { close(): Promise<unknown> }>(one: T): T {
  started.push(one);
  return one;
}

afterEach(async () => {
  for (const one of started.splice(0).reverse()) await one.close();
});

const open = (page: Page) => page.locator('#badge[data-state=open]').waitFor();
const connections = (page: Page, count: number) =>
  page.locator('#connections').getByText(String(count), { exact: true }).waitFor();

async function examplePage(browser: Browser): Promise<{ page: Page; served: Served }> {
  const served = ending(await servePage({ folder: builtPage }));
  const page = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
  await page.goto(`${served.url}?name=Ada`);
  await open(page);
  return { page, served };
}

describe('a page whose network goes away and comes back, in Chromium', () => {
  // The browser closes no socket then: it only lets nothing through.
  it('notices by its keep-alive, goes on trying, and is connected again', async () => {
    const { page } = await examplePage(ending(await launchChromium()));
    await page.context().setOffline(true);
    await page.getByText('nothing answered a keep-alive').first().waitFor();
    await page.getByText('TokenError (network)').first().waitFor();
    await page.context().setOffline(false);
    await open(page);
    await connections(page, 2);
    await page.locator('.toast', { hasText: 'Back after' }).waitFor();
  });

  // What is on this machine is tried offline, too: so this is done under a name that is not.
  it('replaces a connection that it cannot trust any more as soon as the network is back', async () => {
    const browser = ending(await launchChromium({ args: ['--host-resolver-rules=MAP live.test 127.0.0.1'] }));
    const port = await freePort();
    const origin = `http://live.test:${port}`;
    ending(await serve({ folder: builtClient, port, gateway: { allowedOrigins: [origin] } }));
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${origin}/`);
    await page.evaluate(async (url) => {
      window.openClient({ url, tokenUrl: '/api/ws-token/', allowInsecure: true });
      await window.client.until('opened', { count: 1 });
    }, `ws://live.test:${port}/ws`);
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    const heard = await page.evaluate(async () => {
      await window.client.until('opened', { count: 2 });
      return window.client.ask('toast', { message: 'Hello again' });
    });
    expect(heard).toMatchObject({ type: 'toast', message: 'Hello again' });
    expect(await page.evaluate(() => window.client.all('event'))).toContainEqual(
      expect.objectContaining({ type: 'rotating', why: 'wake' }),
    );
  });
});

it('a tab that is hidden, then frozen, lets go of its connection, and has another when somebody looks at it', async () => {
  const { browser } = ending(await startChromiumOnItsOwn());
  const { page, served } = await examplePage(browser);
  const front = await page.context().newPage();
  await front.bringToFront();
  expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
  const letGo = new Promise((resolve) => {
    served.gateway.onEvent((event) => {
      if (event.type === 'closed') resolve(event.code);
    });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await letGo;
  expect(served.gateway.connections).toHaveLength(0);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await page.bringToFront();
  await open(page);
  await connections(page, 2);
  await page.getByText('paused: the page is suspended').first().waitFor();
  expect(served.gateway.connections).toHaveLength(1);
});

it('a page that comes out of the back/forward cache goes on with a new connection', async () => {
  const browser = ending(await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] }));
  const { page, served } = await examplePage(browser);
  await page.getByRole('textbox', { name: 'Message' }).fill('a draft');
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      document.title = persisted ? 'from the cache' : 'anew';
    });
  });
  await page.goto(`${served.url}icon.svg`);
  await page.goBack({ waitUntil: 'commit' });
  await open(page);
  await connections(page, 2);
  expect(await page.title()).toBe('from the cache');
  // Chromium would have ended the connection itself, and the client taken that for a loss.
  await page.getByText('paused: the page is suspended').first().waitFor();
  expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('a draft');
  await page.getByRole('button', { name: 'success' }).click();
  await page.locator('.toast', { hasText: 'The report is ready' }).waitFor();
});
