import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { sendFile } from '../../examples/serve/files';
import { run } from '../package/command';
import { repository } from './support/built';
import { launchChromium } from './support/launch-chromium';

const folder = join(repository, 'site', 'dist');
const pagesIn = (below = ''): readonly string[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return pagesIn(path);
    return path.endsWith('.html') && path !== '404.html' ? [path] : [];
  });

let server: Server;
let browser: Browser;
let url: string;

beforeAll(async () => {
  await run('npm', ['run', 'docs'], repository);
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    sendFile({ folder, path: pathname, headers: {} }, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP port was bound, so the address is no string.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
}, 300_000);

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

/** A page of the site, and what went wrong on it: errors in the console, exceptions, files that are not there. */
async function open(path: string, width: number, colorScheme: 'light' | 'dark'): Promise<[Page, readonly string[]]> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`${path}: ${message.text()}`);
  });
  page.on('pageerror', ({ message }) => wrong.push(`${path}: ${message}`));
  page.on('response', (response) => {
    const asked = new URL(response.url()).pathname;
    // The server answers with the home page where there is no such file.
    const isPage = response.headers()['content-type']?.startsWith('text/html') === true;
    if (!response.ok() || (isPage && !asked.endsWith('.html') && asked !== '/')) wrong.push(`${path}: no ${asked}`);
  });
  await page.goto(`${url}/${path}`, { waitUntil: 'load' });
  return [page, wrong];
}

/** Opens every third page, from one on. */
async function faultsOf(paths: readonly string[], from: number): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const path of paths.filter((_path, index) => index % 3 === from)) {
    const [page, wrong] = await open(path, 390, 'dark');
    await page.waitForFunction(() => document.querySelector('pre.diagram') === null);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    faults.push(...wrong, ...(width > 390 ? [`${path} is ${width} px wide`] : []));
    if (!(await page.title()).includes('rx-gateway-socket')) faults.push(`${path} is not the page`);
    await page.close();
  }
  return faults;
}

it('every page opens without an error, draws its diagrams, and is no wider than a phone', async () => {
  const pages = pagesIn();
  expect(pages).toEqual(expect.arrayContaining(['index.html', 'overview.html', 'playground.html', 'api/index.html']));
  expect((await Promise.all([faultsOf(pages, 0), faultsOf(pages, 1), faultsOf(pages, 2)])).flat()).toEqual([]);
}, 240_000);

it('the search finds a page by a word in it', async () => {
  const [page] = await open('index.html', 1280, 'light');
  await page.click('.VPNavBarSearch button');
  await page.fill('.VPLocalSearchBox input', 'taking turns');
  await page.waitForSelector('.VPLocalSearchBox .result');
  expect(await page.textContent('.VPLocalSearchBox .result')).toMatch(/turns/i);
  await page.close();
});

it('the playground connects, sends, and heals a cut, without a server', async () => {
  const [page, wrong] = await open('playground/page/index.html', 1280, 'light');
  const has = (selector: string, text: RegExp) => page.locator(selector).filter({ hasText: text }).first().waitFor();
  await has('#badge[data-state=open]', /Connected/);
  await page.fill('#say input', 'Is anybody here?');
  await page.click('#say button');
  await has('#lines li.own', /Is anybody here\?/);
  await page.click('#start-task');
  await has('#tasks li[data-done=true]', /done/);

  await page.click('[data-trouble=cut]');
  await has('#connections', /^2$/);
  await has('#badge[data-state=open]', /Connected/);
  await has('#lines li.own', /Is anybody here\?/);
  await page.click('#replace');
  await has('#rotations', /^1$/);
  await has('#doubled', /^0$/);

  await page.click('[data-trouble=sign-out]');
  await has('#badge[data-state=failed]', /Signed out/);
  await page.click('#act');
  await has('#badge[data-state=open]', /Connected/);
  expect(wrong).toEqual([]);
  await page.close();
}, 120_000);

it('the playground is in its page', async () => {
  const [page, wrong] = await open('playground.html', 1280, 'dark');
  await page.frameLocator('iframe.playground').locator('#badge[data-state=open]').waitFor();
  expect(wrong).toEqual([]);
  await page.close();
});
