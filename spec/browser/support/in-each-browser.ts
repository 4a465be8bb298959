import { servePage } from '../../../examples/browser/serve-page';
import type { Served } from '../../../examples/serve/serve';
import { builtPage } from './built';
import { startChromium } from './chromium';
import { findBrowser, type BrowserName } from './find-browser';
import { startFirefox } from './firefox';
import { until, type RealBrowser, type Tab } from './tab';

const STARTS = { Chromium: startChromium, Firefox: startFirefox } as const;
const FOUND = (['Chromium', 'Firefox'] as const).filter((name: BrowserName) => findBrowser(name) !== undefined);

/** What a spec works with: a browser, and for each spec a server of its own, which counts no other's attempts. */
export interface Stage {
  readonly browser: RealBrowser;
  readonly served: Served;
  /** The page of the example, connected, as somebody with a profile of their own. */
  visit(name: string): Promise<Tab>;
}

const serveExample = () => servePage({ folder: builtPage });

/** Runs specs in each browser that there is. */
export function inEachBrowser(specs: (stage: () => Stage) => void, serve: () => Promise<Served> = serveExample): void {
  describe.each(FOUND)('in %s', (name) => {
    let browser: RealBrowser;
    let served: Served;
    beforeAll(async () => {
      browser = await STARTS[name]();
    });
    beforeEach(async () => {
      served = await serve();
    });
    afterEach(async () => {
      await browser.sendHome();
      await served.close();
    });
    afterAll(() => browser.close());

    specs(() => ({
      browser,
      served,
      async visit(person) {
        const tab = await (await browser.newPerson()).open(`${served.url}?name=${person}`);
        await until(tab, '#badge[data-state=open]');
        return tab;
      },
    }));
  });
}
