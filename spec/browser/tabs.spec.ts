import type { Browser } from 'playwright-core';
import { servePage } from '../../examples/browser/serve-page';
import type { Served } from '../../examples/serve/serve';
import { startLocalGateway, type LocalGateway } from '../../lib/local-gateway';
import { builtPage } from './support/built';
import { launchChromium } from './support/launch-chromium';

const TABS = 3;
/** The backend's own limit for a user. */
const TOKENS_A_MINUTE = 20;
/** ms */
const OUTAGE = 14_000;

describe(`${TABS} tabs of one user`, () => {
  let browser: Browser;
  let served: Served;
  let again: LocalGateway | undefined;
  beforeAll(async () => {
    [browser, served] = await Promise.all([launchChromium(), servePage({ folder: builtPage })]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await again?.close();
  });

  it(`ask for at most ${TOKENS_A_MINUTE} tokens in any minute while the gateway is away for ${OUTAGE / 1_000} s, and all come back`, async () => {
    const context = await browser.newContext();
    const asked: number[] = [];
    context.on('request', (request) => {
      if (request.url().endsWith('/api/ws-token/')) asked.push(Date.now());
    });
    const pages = await Promise.all(
      Array.from({ length: TABS }, async () => {
        const page = await context.newPage();
        await page.goto(served.url);
        return page;
      }),
    );
    const allOpen = () => Promise.all(pages.map((page) => page.locator('#badge[data-state=open]').waitFor()));
    await allOpen();

    const port = Number(new URL(served.gateway.managementUrl).port);
    await served.gateway.close();
    await passing(OUTAGE / 2);
    // It answers, and its backend is not there yet: tokens are spent on handshakes that are refused.
    again = await startLocalGateway({ stage: 'ws', port });
    const answers: number[] = [];
    again.onEvent((event) => {
      if (event.type === 'token') answers.push(event.status);
    });
    again.refuse(Infinity, 503);
    await passing(OUTAGE / 2);
    again.refuse(0);
    await allOpen();

    expect(again.connections).toHaveLength(TABS);
    expect(new Set(answers)).toEqual(new Set([200]));
    const most = Math.max(...asked.map((at) => asked.filter((other) => other <= at && other > at - 60_000).length));
    console.log(`${asked.length} tokens were asked for, at most ${most} in a minute`);
    expect(most).toBeLessThanOrEqual(TOKENS_A_MINUTE);
  });
});

/** An outage is as long as it is: nothing that happens ends it. */
const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
