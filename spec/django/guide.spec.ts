import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../browser/support/launch-chromium';
import { makeGuidedSite, user, type GuidedSite } from './support/guided-site';
import { visitAs } from './support/log-in';

describe('a site made from the blocks of docs/django.md, in Chromium', () => {
  let site: GuidedSite;
  let browser: Browser;
  beforeAll(async () => {
    [site, browser] = await Promise.all([makeGuidedSite(), launchChromium()]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await site.stop();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  async function connected(): Promise<Page> {
    const { page } = await visitAs(browser, await site.start(), user.name, user.password);
    await page.locator('#status').getByText('open').waitFor();
    return page;
  }

  async function greeted(page: Page): Promise<void> {
    await page.click('#greet');
    await page.getByText(`success: Hello ${user.name}`).waitFor();
  }

  it('shows the toast of its button, and one that Django sends from another process', async () => {
    const page = await connected();
    await greeted(page);
    await site.runBlock('from live.toasts import toast');
    await page.getByText('success: Saved').waitFor();
  });

  it('does so with the bundle of its TypeScript', async () => {
    await site.bundle();
    await site.replaceScript(site.block("{% static 'live/toasts.js' %}"));
    await greeted(await connected());
  });

  it('does so with an import map and a module of its own', async () => {
    const map = site.block('"live/socket": "');
    await site.write('live/static/live/socket.js', site.block('export const socket'));
    await site.replaceScript(`${map}<script type="module">
      import { socket } from 'live/socket';
      const the = (id) => document.getElementById(id);
      socket.status$.subscribe(({ state }) => (the('status').textContent = state));
      socket.on('toast').subscribe(({ level, message }) => the('toasts').append(level + ': ' + message));
      the('greet').onclick = () => socket.send('greet');
    </script>`);
    await greeted(await connected());
  });

  it('gives the file its own name with ManifestStaticFilesStorage, and collectstatic finds nothing missing', async () => {
    await site.write(
      'mysite/manifest.py',
      `from mysite.settings import *
STATIC_ROOT = BASE_DIR / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
DEBUG = False
`,
    );
    await site.run('python manage.py collectstatic --noinput --settings mysite.manifest');
    const name = 'rx-gateway-socket/rx-gateway-socket.mjs';
    const printed = await site.run(
      `python manage.py shell --settings mysite.manifest -c "from django.templatetags.static import static; print(static('${name}'))"`,
    );
    expect(printed).toMatch(/\/static\/rx-gateway-socket\/rx-gateway-socket\.[0-9a-f]{12}\.mjs$/m);
  });
});
