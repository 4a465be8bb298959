import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { serve, type Served } from '../../examples/serve/serve';
import { buildAngularExample } from '../package/angular-example';
import { pack } from '../package/packed';
import { repository } from './support/built';
import { launchChromium } from './support/launch-chromium';

/** ms: it installs Angular. */
const BUILD = 240_000;

describe('the Angular example, built with the packed package, in Chromium', () => {
  let temporary: string;
  let folder: string;
  let browser: Browser;
  let served: Served;
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'angular-specs-'));
    browser = await launchChromium();
    const { tarball } = await pack(repository, temporary);
    ({ folder } = await buildAngularExample({ repository, temporary, tarball, version: '21' }));
  }, BUILD);
  beforeEach(async () => {
    served = await serve({ folder });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await served.close();
  });
  afterAll(async () => {
    await browser.close();
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  });

  async function visit(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(served.url);
    await stateOf(page, 'open');
    return page;
  }
  const stateOf = (page: Page, state: string) =>
    page.locator(`[data-testid=connection][data-state=${state}]`).waitFor();
  const say = async (page: Page, message: string) => {
    await page.getByTestId('message').fill(message);
    await page.getByTestId('say').click();
  };
  const line = (page: Page, text: string) => page.getByTestId('line').getByText(text).waitFor();

  it('shows a toast', async () => {
    const page = await visit();
    await page.getByTestId('toast-success').click();
    await page.locator('[data-testid=toast][data-level=success]').waitFor();
  });

  it('lets two people chat, in the room that both are in', async () => {
    const [one, other] = await Promise.all([visit(), visit()]);
    await say(one, 'Hello');
    await line(other, 'Hello');
    await one.getByTestId('room-support').click();
    await one.getByText('Nothing has been said in #support yet.').waitFor();
    await say(one, 'Only here');
    await line(one, 'Only here');
    await other.getByTestId('room-support').click();
    await line(other, 'Only here');
    expect(await other.getByTestId('line').getByText('Hello').count()).toBe(0);
  });

  it('counts down after a cut, and sends what was written meanwhile', async () => {
    const page = await visit();
    // Until somebody has seen how it waits.
    served.gateway.failTokens(Infinity, 503);
    await page.getByTestId('cut').click();
    await page
      .getByTestId('connection-words')
      .getByText(/Next try in \d s/)
      .waitFor();
    await say(page, 'Is it back?');
    await page.getByTestId('queued').waitFor();
    served.gateway.failTokens(0);
    await stateOf(page, 'open');
    await line(page, 'Is it back?');
  });

  it('follows a task to its end', async () => {
    const page = await visit();
    await page.getByTestId('start-task').click();
    await page.getByTestId('task').getByText('done').waitFor();
  });

  it('says that nobody is signed in, and goes on after a login', async () => {
    const page = await visit();
    await page.getByTestId('sign-out').click();
    await stateOf(page, 'failed');
    await page.getByTestId('connection-words').getByText('Signed out').waitFor();
    await page.getByTestId('try-now').click();
    await stateOf(page, 'open');
  });
});
