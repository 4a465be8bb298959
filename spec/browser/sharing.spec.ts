import { inEachBrowser, type Stage } from './support/in-each-browser';
import { atLeast, numberIn, until, type Tab } from './support/tab';

/** Which tab has that part, as a tab draws it. */
const drawn = (tab: Tab, part: string, wanted: string): Promise<string> =>
  until(tab, `#shared-rooms [data-part=${part}] b`, (text) => text === wanted);

const countOf = (tab: Tab, selector: string): Promise<number> =>
  tab.evaluate((css) => document.querySelectorAll(css).length, selector);

/** Tabs of Ada that share a connection, opened one after the other; each is drawn before the next one is opened. */
async function tabsOfAda({ browser, served }: Stage, count: number): Promise<Tab[]> {
  const ada = await browser.newPerson();
  const tabs: Tab[] = [];
  for (let number = 1; number <= count; number += 1) {
    const tab = await ada.open(`${served.url}?name=Ada&share`);
    await until(tab, '#shared-words', `This is tab ${number}. Tab 1 has the connection`);
    tabs.push(tab);
  }
  return tabs;
}

inEachBrowser((stage) => {
  it('the switch lets a page share its connection, and leave again', async () => {
    const { served, visit } = stage();
    const page = await visit('Ada');
    expect(await countOf(page, '#shared[hidden]')).toBe(1);
    await page.click('#share');
    await until(page, '#shared-words', 'This is tab 1. Tab 1 has the connection.');
    await until(page, '.who', 'You are Ada');
    await until(page, '#badge[data-state=open]');
    await page.click('#share');
    await until(page, '#share-hint', 'Each tab has a connection and a token of its own.');
    await until(page, '#badge[data-state=open]');
    expect(await countOf(page, '#shared[hidden]')).toBe(1);
    expect(served.gateway.connections).toHaveLength(1);
  });

  it('each tab draws all tabs: one that has the connection, one that is next, and which one it is itself', async () => {
    const here = stage();
    const tabs = await tabsOfAda(here, 4);
    for (const [index, tab] of tabs.entries()) {
      await until(
        tab,
        '#shared-words',
        `This is tab ${index + 1}. Tab 1 has the connection, and tab 2 is next in line`,
      );
      await until(tab, '#shared-connections', '1 connection and 1 in reserve for 4 tabs');
      expect(await countOf(tab, '#shared-rooms [data-part=holder]')).toBe(1);
      expect(await countOf(tab, '#shared-rooms [data-part=spare]')).toBe(1);
      expect(await countOf(tab, '#shared-rooms [data-part=follower]')).toBe(2);
      await until(tab, '#shared-rooms [aria-current] b', `Tab ${index + 1}`);
      await until(tab, '#shared-rate', / a second$/);
    }
    expect(here.served.gateway.connections.length).toBeLessThanOrEqual(2);
  });

  it('when the tab that has the connection is closed, the drawing moves, and no reading is lost or doubled', async () => {
    const here = stage();
    const [holder, ...others] = await tabsOfAda(here, 4);
    const onEach = (work: (tab: Tab) => Promise<unknown>) => Promise.all(others.map(work));
    const more = (count: number) =>
      onEach(async (tab) => atLeast(tab, '#received', (await numberIn(tab, '#received')) + count));
    await onEach((tab) => drawn(tab, 'spare', 'Tab 2'));
    while (here.served.gateway.connections.length < 2) await more(1);
    // The next tab has compared its connection with what it was passed for more than a second.
    await more(120);
    await holder?.close();
    await onEach(async (tab) => {
      await drawn(tab, 'holder', 'Tab 2');
      await drawn(tab, 'spare', 'Tab 3');
      await until(tab, '#shared-connections', 'for 3 tabs');
    });
    await more(50);
    await onEach(async (tab) => {
      expect([await numberIn(tab, '#missed'), await numberIn(tab, '#doubled')]).toEqual([0, 0]);
      await until(tab, '#badge[data-state=open]');
    });
  });

  it('a tab in another room is drawn with a connection of its own', async () => {
    const [, stayer, mover] = await tabsOfAda(stage(), 3);
    if (!mover || !stayer) throw new Error('three tabs were opened');
    await mover.click('[data-room=support]');
    for (const tab of [mover, stayer]) {
      await until(tab, '#shared-rooms [data-room=support] [data-part=holder] b', 'Tab 3');
      await until(tab, '#shared-rooms [data-room=general] [data-part=holder] b', 'Tab 1');
      await until(tab, '#shared-words', '#general: Tab 1 has the connection, and tab 2 is next in line');
    }
  });
});
