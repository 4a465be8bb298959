import { inEachBrowser } from './support/in-each-browser';
import { atLeast, until, type Tab } from './support/tab';

/** What the local gateway issues. */
const TOKEN = /[0-9a-f]{64}/;

/** What Firefox writes by itself of a socket that was reset, its address whole. No page can keep it from that. */
const BROWSERS_OWN = /^Error: The connection to \S+ was interrupted while the page was loading\.$/;

inEachBrowser((stage) => {
  /** A visit with most of what can happen in it. */
  async function eventfulVisit(): Promise<Tab> {
    const page = await stage().visit('Ada');
    await page.click('#replace');
    await atLeast(page, '#rotations', 1);
    await page.click('[data-level=info]');
    await until(page, '.toast', 'Grace has joined the project');
    await page.click('[data-room=support]');
    await until(page, '#lines[data-room=support]');
    await page.click('[data-trouble=cut]');
    await until(page, '.toast', 'Back after');
    await page.click('[data-trouble=sign-out]');
    await until(page, '#badge[data-state=failed]');
    await page.click('#act');
    await until(page, '#badge[data-state=open]');
    return page;
  }

  it('no token is in the console, in the document, in a storage, or in the names that the page gives to what it measures', async () => {
    const page = await eventfulVisit();
    const traces = await page.evaluate(() => ({
      document: document.documentElement.outerHTML,
      storages: JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        document.cookie,
        history.state,
      ]),
      address: location.href,
      measured: performance.getEntries().map(({ name }) => name),
    }));
    expect(JSON.stringify(traces)).not.toMatch(TOKEN);
    expect(page.console.filter((line) => !BROWSERS_OWN.test(line)).join('\n')).not.toMatch(TOKEN);
    // It would have been found: this is what a token looks like, and where the page fetched its own is in the list.
    const answer = await fetch(`${stage().served.url}api/ws-token/`, { method: 'POST' });
    expect(await answer.text()).toMatch(TOKEN);
    expect(traces.measured).toContainEqual(expect.stringMatching(/\/api\/ws-token\/$/));
  });

  it('a strict Content-Security-Policy has nothing to stop', async () => {
    const page = await eventfulVisit();
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    // It is in force, and would have been seen to be.
    const policy = (await fetch(stage().served.url)).headers.get('Content-Security-Policy');
    expect(policy).toContain("default-src 'self'");
    await page.evaluate(async () => {
      new Image().src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
      while (window.violations.length === 0) await new Promise(requestAnimationFrame);
    });
  });
});
