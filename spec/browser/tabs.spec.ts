import type { Browser } from 'playwright-core';
import { bufferCount, firstValueFrom, Subject } from 'rxjs';
import { servePage } from '../../examples/browser/serve-page';
import type { Served } from '../../examples/serve/serve';
import { startLocalGateway, type LocalGateway } from '../../lib/local-gateway';
import { builtPage } from './support/built';
import { launchChromium } from './support/launch-chromium';

const TABS = 3;
/** The backend's own limit for a user. */
const TOKENS_A_MINUTE = 20;
/** How often each tab fails, on average, before its token comes, and again before its connection is let in. */
const FAILURES = 2;

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

  it(`ask for at most ${TOKENS_A_MINUTE} tokens in any minute while the gateway is away and then refuses them, and all come back`, async () => {
    const context = await browser.newContext();
    const asked: number[] = [];
    const unanswered$ = new Subject<unknown>();
    const isForToken = (url: string) => url.endsWith('/api/ws-token/');
    context.on('request', (request) => {
      if (isForToken(request.url())) asked.push(Date.now());
    });
    context.on('requestfailed', (request) => {
      if (isForToken(request.url())) unanswered$.next(request);
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
    const away = firstValueFrom(unanswered$.pipe(bufferCount(TABS * FAILURES)));
    await served.gateway.close();
    await away;
    // It answers, and its backend is not there yet: tokens are spent on handshakes that are refused.
    again = await startLocalGateway({ stage: 'ws', port });
    const answers: number[] = [];
    const answered$ = new Subject<unknown>();
    again.onEvent((event) => {
      if (event.type !== 'token') return;
      answers.push(event.status);
      answered$.next(event);
    });
    again.refuse(Infinity, 503);
    await firstValueFrom(answered$.pipe(bufferCount(TABS * FAILURES)));
    again.refuse(0);
    await allOpen();

    expect(again.connections).toHaveLength(TABS);
    expect(new Set(answers)).toEqual(new Set([200]));
    const most = Math.max(...asked.map((at) => asked.filter((other) => other <= at && other > at - 60_000).length));
    console.log(`${asked.length} tokens were asked for, at most ${most} in a minute`);
    expect(most).toBeLessThanOrEqual(TOKENS_A_MINUTE);
  });
});
