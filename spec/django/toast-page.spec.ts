import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/support/launch-chromium';
import { startDjangoBackend, type DjangoBackend } from './support/django-backend';
import { visitAs, type Visit } from './support/log-in';

describe('the page of the example without a build, in Chromium', () => {
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

  async function connected(): Promise<Visit> {
    const visit = await visitAs(browser, `${backend.origin}/toasts/`, 'ada', 'lovelace');
    await visit.page.getByRole('status').getByText('open').waitFor();
    return visit;
  }

  const askFor = async ({ page }: Visit, message: string): Promise<void> => {
    await page.getByLabel('Message').fill(message);
    await page.getByRole('button').click();
    await page.getByRole('listitem').getByText(message, { exact: true }).waitFor();
  };

  it('shows a toast, and another one after its connection was cut', async () => {
    const visit = await connected();
    await askFor(visit, 'Saved <b>once</b>');
    backend.gateway.drop();
    await visit.page.getByRole('status').getByText('waiting').waitFor();
    await visit.page.getByRole('status').getByText('open').waitFor();
    await askFor(visit, 'Saved twice');
    expect(await visit.page.getByRole('listitem').allTextContents()).toEqual(['Saved <b>once</b>', 'Saved twice']);
  });

  it('loads one script, and a policy without unsafe-inline has nothing to stop', async () => {
    const visit = await connected();
    const { page } = visit;
    await askFor(visit, 'Saved');
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => /\.m?js$/.test(path)),
    );
    expect(scripts).toEqual(['/static/rx-gateway-socket/rx-gateway-socket.mjs']);
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(visit.console).toEqual([]);
    const policy = (await page.reload())?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'nonce-");
    expect(policy).not.toContain('unsafe');
  });

  it('is under a policy that stops a script which has no nonce', async () => {
    const { page } = await connected();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    });
    await page.waitForFunction(() => window.violations.length > 0);
    expect(await page.title()).toBe('Toasts');
  });

  it('tells a page whose login is over to log in again', async () => {
    const { page } = await connected();
    await page.context().clearCookies();
    backend.gateway.drop();
    await page.getByRole('status').getByText('failed').waitFor();
    await page.getByText('log in if you are asked to').waitFor();
  });
});
