import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startLocalGateway, type LocalGateway } from '../../lib/local-gateway';
import { repository } from './support/built';
import { launchChromium } from './support/launch-chromium';
import { watchPolicy } from './support/watch-policy';

const NONCE = 'a-nonce-for-this-page-alone';

/** The scripts of a page that has no bundler: how each gets the client. */
const PAGES = {
  'a module': `<script type="module" nonce="${NONCE}">
    import { djangoToken, firstValueFrom, gatewaySocket } from '/rx-gateway-socket.mjs';`,
  'a module, by an import map': `<script type="importmap" nonce="${NONCE}">
    { "imports": { "rx-gateway-socket": "/rx-gateway-socket.mjs" } }
    </script><script type="module" nonce="${NONCE}">
    import { djangoToken, firstValueFrom, gatewaySocket } from 'rx-gateway-socket';`,
  'a classic script': `<script src="/rx-gateway-socket.iife.js" nonce="${NONCE}"></script><script nonce="${NONCE}">
    const { djangoToken, firstValueFrom, gatewaySocket } = rxGatewaySocket;`,
} as const;

const USE = `
  const { url, tokenUrl } = JSON.parse(document.getElementById('live').textContent);
  const socket = gatewaySocket({ url, token: djangoToken(tokenUrl) });
  firstValueFrom(socket.on('toast')).then(({ message }) => { document.title = message; });
  socket.send('toast', { level: 'info', message: 'the first toast' });
  </script>`;

const TYPES = { '.mjs': 'text/javascript', '.js': 'text/javascript' };

describe('a page without a bundler, in Chromium', () => {
  let browser: Browser;
  let gateway: LocalGateway;
  let server: Server;
  let origin = '';
  beforeAll(async () => {
    [browser, gateway] = await Promise.all([launchChromium(), startLocalGateway()]);
    const live = JSON.stringify({ url: gateway.url, tokenUrl: gateway.tokenUrl });
    const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; connect-src ${gateway.url} ${new URL(gateway.tokenUrl).origin}; img-src data:`;
    server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? '').slice(1);
      const [, type] = Object.entries(TYPES).find(([end]) => path.endsWith(end)) ?? [];
      if (type === undefined) {
        // The name of the page is its path.
        const script = PAGES[path as keyof typeof PAGES];
        response.setHeader('Content-Security-Policy', policy).setHeader('Content-Type', 'text/html');
        response.end(
          `<!doctype html><link rel="icon" href="data:,"><script type="application/json" id="live">${live}</script>${script}${USE}`,
        );
        return;
      }
      response.setHeader('Content-Type', type);
      void readFile(join(repository, 'dist/standalone', path)).then((file) => response.end(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP port was bound, so the address is no string.
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
    await new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  });

  it.each(Object.keys(PAGES))('gets a toast with the client as %s, under a strict policy', async (name) => {
    const page = await (await browser.newContext()).newPage();
    await page.addInitScript(watchPolicy);
    const lines: string[] = [];
    page.on('console', (line) => lines.push(line.text()));
    page.on('pageerror', (error) => lines.push(String(error)));
    await page.goto(`${origin}/${name}`);
    await page.waitForFunction(() => document.title === 'the first toast');
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(lines).toEqual([]);
    await page.context().close();
  });
});
