import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { startLocalGateway, type GatewayEvent, type LocalGateway } from '../../lib/local-gateway';
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

/** A site with one empty page, whose port is the result. */
async function emptySite(): Promise<number> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>a page</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending({
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  });
  // A TCP port was bound, so the address is no string.
  return (server.address() as AddressInfo).port;
}

async function pageAt(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return page;
}

/** What a page reaches of a gateway: a token, a connection, and a post that it need not read the answer of. */
const reach = (page: Page, authority: string, connectionId: string) =>
  page.evaluate(
    async ([host, id]) => {
      const token = await fetch(`http://${host}/api/ws-token/`, { method: 'POST' }).then(
        (answer) => answer.text(),
        () => 'unreadable',
      );
      const socket = new WebSocket(`ws://${host}/?ws_token=${/[0-9a-f]{64}/.exec(token)?.[0] ?? ''}`);
      const connection = await new Promise((resolve) => {
        socket.onopen = () => resolve('open');
        socket.onclose = () => resolve('refused');
      });
      const toEverybody = { method: 'POST', mode: 'no-cors', body: 'from a page' } as const;
      await fetch(`http://${host}/@connections/${id}`, toEverybody).catch(() => undefined);
      return { token: /[0-9a-f]{64}/.test(token), connection };
    },
    [authority, connectionId] as const,
  );

async function gatewayAndItsPosts(): Promise<{ readonly gateway: LocalGateway; readonly posts: GatewayEvent[] }> {
  const posts: GatewayEvent[] = [];
  const onEvent = (event: GatewayEvent): void => {
    if (event.type === 'management') posts.push(event);
  };
  return { gateway: ending(await startLocalGateway({ onEvent })), posts };
}

const CONNECTION = 'AAAAAAAAAAAAAAA=';
const RULES = '--host-resolver-rules=MAP elsewhere.test 127.0.0.1, MAP rebound.test 127.0.0.1';

it('a page of another site, in Chromium, gets no token and no connection of the local gateway, and its posts are refused', async () => {
  const browser = ending(await launchChromium({ args: [RULES] }));
  const { gateway, posts } = await gatewayAndItsPosts();
  const { host } = new URL(gateway.url);
  const page = await pageAt(browser, `http://elsewhere.test:${await emptySite()}/`);
  expect(await reach(page, host, CONNECTION)).toEqual({ token: false, connection: 'refused' });
  expect(posts).toEqual([]);
});

it('so does one whose name was made to stand for this machine, which for the browser is the same origin', async () => {
  const browser = ending(await launchChromium({ args: [RULES] }));
  const { gateway, posts } = await gatewayAndItsPosts();
  const { port } = new URL(gateway.url);
  // The gateway's own answer is the page, as after the rebinding.
  const page = await pageAt(browser, `http://rebound.test:${port}/`);
  expect(await reach(page, `rebound.test:${port}`, CONNECTION)).toEqual({ token: false, connection: 'refused' });
  expect(posts).toEqual([]);
});

it('a page of this machine, at another port, gets all of it', async () => {
  const browser = ending(await launchChromium());
  const { gateway, posts } = await gatewayAndItsPosts();
  const { host } = new URL(gateway.url);
  const page = await pageAt(browser, `http://localhost:${await emptySite()}/`);
  expect(await reach(page, host, CONNECTION)).toEqual({ token: true, connection: 'open' });
  expect(posts).toMatchObject([{ method: 'POST', status: 410 }]);
});
