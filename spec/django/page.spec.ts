import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../browser/support/launch-chromium';
import { startDjangoBackend, type DjangoBackend } from './support/django-backend';

describe('the page of the example, in Chromium', () => {
  let backend: DjangoBackend;
  let browser: Browser;
  beforeAll(async () => {
    [backend, browser] = await Promise.all([startDjangoBackend(), launchChromium()]);
  }, 30_000);
  beforeEach(() => backend.pass(61_000));
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser.close();
    await backend.close();
  });

  /** A user of the example in a browser of their own, past the login form. */
  async function enter(username: string, password = 'lovelace'): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1_100, height: 700 } });
    const page = await context.newPage();
    await page.goto(backend.origin);
    await page.getByLabel('User').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    return page;
  }

  async function connected(username: string): Promise<Page> {
    const page = await enter(username);
    await page.locator('#status[data-state=open]').waitFor();
    return page;
  }

  const say = async (page: Page, message: string): Promise<void> => {
    await page.getByPlaceholder('Say something').fill(message);
    await page.getByRole('button', { name: 'Send' }).click();
  };

  it('lets two users talk, in the room that they are in', async () => {
    const [ada, bob] = await Promise.all([connected('ada'), connected('bob')]);
    await say(ada, 'Hello <b>Bob</b>');
    await bob.getByText('Hello <b>Bob</b>').waitFor();
    await ada.getByRole('button', { name: 'support' }).click();
    await ada.locator('[data-room=support][aria-current=true]').waitFor();
    await ada.getByText('Nothing was said').or(ada.locator('#lines:empty')).first().waitFor({ state: 'attached' });
    await say(ada, 'It is quiet here');
    await ada.getByText('It is quiet here').waitFor();
    await bob.getByRole('button', { name: 'support' }).click();
    await bob.getByText('It is quiet here').waitFor();
    expect(await bob.getByText('Hello').count()).toBe(0);
  });

  it('shows a toast and a task that goes on while its connection is replaced', async () => {
    const page = await connected('ada');
    await page.getByRole('button', { name: 'A task' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Rotate the connection' }).click();
    await page.getByText('without a gap').waitFor();
    await page.getByText('task 1: done').waitFor();
    await page.getByRole('button', { name: 'A toast' }).click();
    await page.getByText('this came from Django, ada').waitFor();
  });

  it('says what is wrong with a login, and leads back to it after a logout', async () => {
    const page = await enter('ada', 'wrong');
    await page.getByRole('alert').getByText('do not match').waitFor();
    const inside = await connected('ada');
    await inside.getByRole('button', { name: 'Log out' }).click();
    await inside.getByRole('button', { name: 'Log in' }).waitFor();
    await inside.goto(backend.origin);
    expect(new URL(inside.url()).pathname).toBe('/login/');
  });

  it('writes no token into Django’s log', async () => {
    await connected('ada');
    const [line = 'no line'] = backend
      .log()
      .split('\n')
      .filter((one) => one.includes('/ws/connect'))
      .slice(-1);
    expect(line).toMatch(/"POST \/ws\/connect\?.*ws_token=….*" 200/);
    expect(backend.log()).not.toMatch(/[0-9a-f]{64}/);
  });

  it('tells a page whose login is over to log in again', async () => {
    const page = await connected('bob');
    await page.context().clearCookies();
    backend.gateway.drop();
    await page.locator('#status[data-state=failed]').waitFor();
    await page.getByText('reload the page, and log in').waitFor();
  });
});
