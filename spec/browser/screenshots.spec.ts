import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { servePage } from '../../examples/browser/serve-page';
import type { Served } from '../../examples/serve/serve';
import { builtPage, screenshots, updating } from './support/built';
import { launchChromium } from './support/launch-chromium';

/** The most that a picture in a README may weigh, in bytes. */
const MOST = 250_000;

const DESKTOP = { viewport: { width: 1_280, height: 960 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true };
const SHOTS: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: DESKTOP,
  'desktop-dark': { ...DESKTOP, colorScheme: 'dark' },
  phone: PHONE,
};

/** The story is as long as the chart is wide where somebody will look at it, and short where only a test does. */
const PACE = updating ? 1 : 0.1;

describe('what the page looks like', () => {
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true });
    [served, browser] = await Promise.all([
      servePage({ folder: builtPage, gateway: { connectsPerMinute: false, tokens: { perMinute: false } } }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  async function visit(name: string, options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext({ ...options, reducedMotion: 'reduce' })).newPage();
    await page.goto(`${served.url}?name=${name}`);
    await page.locator('#badge[data-state=open]').waitFor();
    return page;
  }

  it('on a desktop by day and by night, and on a phone, which need not be scrolled sideways', async () => {
    const grace = await visit('Grace', DESKTOP);
    const shots = await Promise.all(
      Object.entries(SHOTS).map(async ([name, options]) => ({ name, page: await visit('Ada', options) })),
    );
    const [ada = grace] = shots.map(({ page }) => page);
    const onEach = (work: (page: Page) => Promise<unknown>) => Promise.all(shots.map(({ page }) => work(page)));
    const press = (name: string) => onEach((page) => page.getByRole('button', { name }).click());
    const say = async (page: Page, message: string) => {
      await page.getByLabel('Message', { exact: true }).fill(message);
      await page.getByRole('button', { name: 'Send' }).click();
      await onEach((other) => other.getByText(message).waitFor());
    };
    /** Lets that many readings come. */
    const readings = (count: number) =>
      onEach(async (page) => {
        const figure = page.locator('#received');
        const wanted = numberIn(await figure.innerText()) + count * PACE;
        while (numberIn(await figure.innerText()) < wanted)
          await figure.evaluate(() => new Promise(requestAnimationFrame));
      });
    const back = (connections: number) =>
      onEach((page) => page.locator('#connections', { hasText: String(connections) }).waitFor());

    await readings(400);
    await press('Rotate the connection');
    await say(grace, 'Is the export done?');
    await readings(350);
    served.gateway.drop();
    await back(3);
    await say(ada, 'Almost. I have just cut its connection.');
    await readings(350);
    served.gateway.refuse(shots.length + 1);
    served.gateway.drop();
    await back(4);
    await readings(250);
    await press('Rotate the connection');
    await say(grace, 'And it came back by itself, with nothing for me to do');
    await press('Make a report');
    await readings(120);

    for (const { name, page } of shots) {
      const path = join(screenshots, `${name}.png`);
      await page.getByRole('button', { name: 'success' }).click();
      await page.locator('.toast[data-level=success]').waitFor();
      await page.mouse.move(0, 0);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path });
      expect((await stat(path)).size).toBeLessThan(MOST);
    }
    await onEach(async (page) => {
      expect(await tooWide(page)).toBe(0);
    });
  }, 300_000);

  it('with four tabs that share a connection, on a desktop and on a phone', async () => {
    for (const [name, options] of Object.entries({ sharing: DESKTOP, phone: PHONE })) {
      const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
      const pages: Page[] = [];
      for (let number = 1; number <= 4; number += 1) {
        const page = await context.newPage();
        await page.goto(`${served.url}?name=${name}&share`);
        await page.locator('#shared-words', { hasText: `This is tab ${number}.` }).waitFor();
        pages.push(page);
      }
      const page = pages.at(-2);
      if (!page) throw new Error('four tabs were opened');
      await page.locator('#shared-connections', { hasText: '1 connection and 1 in reserve for 4 tabs' }).waitFor();
      await page.locator('#shared-rate', { hasText: /^[1-9]/ }).waitFor();
      expect(await tooWide(page)).toBe(0);
      if (name !== 'sharing') continue;
      const path = join(screenshots, `${name}.png`);
      await page.locator('.scope').screenshot({ path });
      expect((await stat(path)).size).toBeLessThan(MOST);
    }
  });
});

/** How far a page can be scrolled sideways, in px. */
const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const numberIn = (text: string): number => Number(text.replaceAll(',', ''));
