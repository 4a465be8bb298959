import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { repository } from './support/built';
import { launchChromium } from './support/launch-chromium';

/** A site with a token endpoint, and each request to it. */
interface Site {
  readonly port: number;
  readonly received: IncomingMessage[];
  close(): void;
}

async function site(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Site> {
  const received: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'POST') received.push(request);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, received, close: () => server.close() };
}

describe('the CSRF token of a page in a browser', () => {
  let browser: Browser;
  let page: Page;
  let own: Site;
  let other: Site;
  /** Where the page's own endpoint sends whoever asks it. */
  let redirect: { readonly status: number; readonly to: string } | undefined;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(repository, 'spec/browser/support/token-in-page.ts')],
      bundle: true,
      format: 'iife',
      target: 'es2022',
      write: false,
    });
    const script = outputFiles[0]?.text ?? '';
    // As generous as a server can be that wants the header: every origin may send it, with cookies.
    other = await site(({ headers }, response) => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Access-Control-Allow-Origin': headers.origin ?? '*',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Headers': 'content-type, x-csrftoken',
      });
      response.end('{"token":"of-the-other-site"}');
    });
    own = await site(({ method, url }, response) => {
      if (method === 'POST' && redirect) response.writeHead(redirect.status, { Location: redirect.to }).end();
      else if (method === 'POST') response.end('{"token":"own"}');
      else if (url === '/client.js') response.end(script);
      else {
        response.setHeader('Content-Type', 'text/html');
        response.setHeader('Set-Cookie', 'csrftoken=of-the-page');
        response.end('<!doctype html><link rel="icon" href="data:,"><script src="/client.js"></script>');
      }
    });
    browser = await launchChromium();
    page = await (await browser.newContext()).newPage();
    // Two names of this machine are two sites to a browser.
    await page.goto(`http://127.0.0.1:${own.port}/`);
  });
  afterAll(async () => {
    await browser.close();
    own.close();
    other.close();
  });
  beforeEach(() => {
    redirect = undefined;
    own.received.length = 0;
    other.received.length = 0;
  });

  const ask = (url: string, options?: { credentials: 'include' }) =>
    page.evaluate(([to, how]) => window.askForToken(to, how), [url, options] as const);
  const headersTo = ({ received }: Site) => received.map(({ headers }) => headers['x-csrftoken']);

  it('goes to its own endpoint', async () => {
    expect(await ask('/api/ws-token/')).toBe('own');
    expect(headersTo(own)).toEqual(['of-the-page']);
  });

  it.each(['http:', ''])('goes to no other site that is named as the endpoint: %s//', async (scheme) => {
    expect(await ask(`${scheme}//localhost:${other.port}/api/ws-token/`)).toBe('of-the-other-site');
    expect(headersTo(other)).toEqual([undefined]);
  });

  it("goes to another site where `credentials: 'include'` says so", async () => {
    expect(await ask(`http://localhost:${other.port}/api/ws-token/`, { credentials: 'include' })).toBe(
      'of-the-other-site',
    );
    expect(headersTo(other)).toEqual(['of-the-page']);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect of %d to another site, and no token comes from there',
    async (status) => {
      redirect = { status, to: `http://localhost:${other.port}/api/ws-token/` };
      expect(await ask('/api/ws-token/')).toBe('unauthenticated');
      expect(headersTo(own)).toEqual(['of-the-page']);
      expect(other.received).toEqual([]);
    },
  );

  it('a redirect of a path without a final slash is told as such, though a browser shows nothing of it', async () => {
    redirect = { status: 301, to: '/api/ws-token/' };
    expect(await ask('/api/ws-token')).toBe('rejected');
  });
});
