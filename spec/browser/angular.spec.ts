import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { serve, type Served } from '../../examples/serve/serve';
import { buildAngularExample } from '../package/angular-example';
import { newGuide } from '../package/angular-guide';
import { pack } from '../package/packed';
import { repository } from './support/built';
import { launchChromium } from './support/launch-chromium';

/** ms: it installs Angular, and builds twice with it. */
const BUILD = 480_000;

let temporary: string;
let browser: Browser;
let exampleFolder: string;
let guideFolder: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'angular-specs-'));
  browser = await launchChromium();
  const { tarball } = await pack(repository, temporary);
  const example = await buildAngularExample({ repository, temporary, tarball, version: '22' });
  exampleFolder = example.folder;
  // As `ng serve` does: in production the address is another one.
  guideFolder = await (await newGuide(repository, example)).build('development');
}, BUILD);
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
});

describe('the Angular example, built with the packed package, in Chromium', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve({ folder: exampleFolder });
  });
  afterEach(() => served.close());

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

  it('says of a report whose connection is cut that it was interrupted, and makes the next one', async () => {
    const page = await visit();
    await page.getByTestId('start-task').click();
    await page
      .getByTestId('task')
      .getByText(/step \d+ of 20/)
      .waitFor();
    await page.getByTestId('cut').click();
    await page.getByTestId('task').getByText('interrupted').waitFor();
    await stateOf(page, 'open');
    await page.getByTestId('start-task').click();
    await page.getByTestId('task').getByText('done').waitFor();
    await page.getByTestId('task').getByText('interrupted').waitFor();
  });

  it('says in words for everybody what could not be sent', async () => {
    const page = await visit();
    served.gateway.failTokens(Infinity, 503);
    await page.getByTestId('cut').click();
    await stateOf(page, 'waiting');
    await say(page, 'Is it back?');
    served.gateway.failTokens(Infinity, 403, 'Authentication required');
    await stateOf(page, 'failed');
    const toast = page.getByTestId('toast').getByText('Your message could not be sent.');
    await toast.waitFor();
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

describe('the application of docs/angular.md, in a project of ng new, in Chromium', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve({ folder: guideFolder });
  });
  afterEach(() => served.close());

  /** Opens it; an error of the page fails the spec. */
  async function visit() {
    const page = await (await browser.newContext()).newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(served.url);
    const shows = (text: string) => page.getByText(text).first().waitFor();
    const write = (text: string) => page.getByLabel('Message').fill(text);
    return { page, errors, shows, write, send: () => page.getByRole('button', { name: 'Send' }).click() };
  }

  it('shows a visitor who is signed in what is said, and a toast', async () => {
    const [ada, other] = await Promise.all([visit(), visit()]);
    await Promise.all([ada.shows('Connected'), other.shows('Connected')]);
    await ada.write('Hello');
    await ada.send();
    await other.shows(': Hello');
    served.gateway.broadcast({ type: 'toast', level: 'success', message: 'Saved' });
    await ada.shows('Saved');
    const late = await visit();
    await late.shows(': Hello');
    expect([ada, other, late].map(({ errors }) => errors)).toEqual([[], [], []]);
  });

  it('draws everything for a visitor who is not signed in, and goes on to change it', async () => {
    served.gateway.failTokens(Infinity, 403, 'Authentication required');
    const { page, errors, shows, write } = await visit();
    await shows('You are signed out.');
    // What stands behind the signals of the socket in the templates.
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await shows('Nothing yet.');
    await shows('200 characters left');
    await write('Hello');
    await shows('195 characters left');
    expect(errors).toEqual([]);
  });

  it('says that a login has ended, keeps what it shows, and goes on after a new one', async () => {
    const { errors, shows, write, send, page } = await visit();
    await shows('Connected');
    await write('Before');
    await send();
    await shows(': Before');
    served.gateway.failTokens(Infinity, 403, 'Authentication required');
    served.gateway.drop();
    await shows('You are signed out.');
    await shows(': Before');
    await write('Hello');
    await shows('195 characters left');
    served.gateway.failTokens(0);
    await page.reload();
    await shows('Connected');
    await shows(': Before');
    expect(errors).toEqual([]);
  });
});
