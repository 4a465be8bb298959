import { inEachBrowser } from './support/in-each-browser';
import { atLeast, numberIn, until, type Tab } from './support/tab';

const say = async (tab: Tab, message: string): Promise<void> => {
  await tab.fill('#say input', message);
  await tab.click('#say button');
};

inEachBrowser((stage) => {
  it('a toast goes to the backend and comes back to the screen, until it is dismissed', async () => {
    const page = await stage().visit('Ada');
    await page.click('[data-level=warning]');
    await until(page, '.toast[data-level=warning]', 'The disk is almost full');
    await page.click('.toast button');
    await until(page, '#tray', /^$/);
  });

  it('two people talk in the room that they are in, and find what was said before them', async () => {
    const ada = await stage().visit('Ada');
    await say(ada, 'Is <b>anybody</b> here?');
    const grace = await stage().visit('Grace');
    await until(grace, '#lines li', 'AdaIs <b>anybody</b> here?');
    await grace.click('[data-room=support]');
    await until(grace, '#lines[data-room=support]', 'Nothing has been said in #support yet.');
    await say(grace, 'It is quiet here');
    await until(grace, '#lines .own', 'It is quiet here');
    await ada.click('[data-room=support]');
    await until(ada, '#lines li', 'GraceIt is quiet here');
    expect(await until(ada, '#lines')).not.toContain('anybody');
  });

  it('a cut heals with a fresh token, and what was sent meanwhile arrives', async () => {
    const { served, visit } = stage();
    const page = await visit('Ada');
    const tokens: number[] = [];
    served.gateway.onEvent((event) => {
      if (event.type === 'token') tokens.push(event.status);
    });
    // Until somebody has seen how it waits.
    served.gateway.failTokens(Infinity, 503);
    await page.click('[data-trouble=cut]');
    await until(page, '#badge[data-state=waiting]', /Next try in \d s/);
    await say(page, 'Can you hear me?');
    await until(page, '#queued', '1 message waits');
    served.gateway.failTokens(0);
    await until(page, '#lines .own', 'Can you hear me?');
    await until(page, '#badge[data-state=open]', 'Connected');
    await until(page, '.toast', /^Back after \d+\.\d s/);
    expect(tokens.filter((status) => status === 200)).toHaveLength(1);
    expect(await numberIn(page, '#tokens')).toBe(1 + tokens.length);
    expect(await numberIn(page, '#connections')).toBe(2);
  });

  it('a connection is replaced under traffic, and no reading is lost or doubled', async () => {
    const page = await stage().visit('Ada');
    await atLeast(page, '#received', 20);
    await page.click('#replace');
    await atLeast(page, '#rotations', 1);
    await atLeast(page, '#received', (await numberIn(page, '#received')) + 100);
    expect(await numberIn(page, '#doubled')).toBe(0);
    expect(await numberIn(page, '#missed')).toBe(0);
    expect(await numberIn(page, '#connections')).toBe(2);
  });

  it('a task is followed to its end, a rotation in the middle of it', async () => {
    const page = await stage().visit('Ada');
    await page.click('#start-task');
    await until(page, '#tasks li', /step \d+ of 40/);
    await page.click('#replace');
    await atLeast(page, '#rotations', 1);
    await until(page, '#tasks li', 'Report 1done');
    expect(await page.evaluate(() => document.querySelector('progress')?.value)).toBe(100);
  });

  it('a report whose connection is cut is interrupted, and says so', async () => {
    const page = await stage().visit('Ada');
    await page.click('#start-task');
    await until(page, '#tasks li', /step \d+ of 40/);
    await page.click('[data-trouble=cut]');
    await until(page, '#tasks li', 'Report 1interrupted');
    await page.click('#start-task');
    await until(page, '#tasks li', /Report 2step \d+ of 40/);
  });

  it('a cut after refusals is not waited out for longer, once a connection was open for a second', async () => {
    const { served, visit } = stage();
    const page = await visit('Ada');
    served.gateway.refuse(2);
    await page.click('[data-trouble=cut]');
    await until(page, '#badge[data-state=open]', /for 0:0[1-9]/);
    await page.click('[data-trouble=cut]');
    const journal = await until(page, '#journal', (text) => text.match(/Waiting/g)?.length === 4);
    const [newest] = /Waiting .*? before attempt \d+/.exec(journal) ?? [];
    // A second at most, as after the first loss.
    expect(newest).toMatch(/Waiting (\d+ ms|1\.0 s) before attempt 1/);
  });

  it('toasts cover nothing: not the log, and no button', async () => {
    const page = await stage().visit('Ada');
    for (const level of ['success', 'info', 'warning', 'error']) await page.click(`[data-level=${level}]`);
    await until(page, '.toast[data-level=error]');
    const covered = await page.evaluate(() => {
      const toasts = [...document.querySelectorAll('.toast')].map((toast) => toast.getBoundingClientRect());
      const others = [...document.querySelectorAll('#journal, button:not(.toast button), #lines, #chart')];
      return others
        .filter((other) => {
          const { top, bottom, left, right } = other.getBoundingClientRect();
          return toasts.some(
            (toast) => toast.top < bottom && top < toast.bottom && toast.left < right && left < toast.right,
          );
        })
        .map(({ id, textContent }) => id || textContent);
    });
    expect(covered).toEqual([]);
  });

  it('a frozen connection is given up, since nothing answers its keep-alive', async () => {
    const page = await stage().visit('Ada');
    await page.click('[data-trouble=freeze]');
    await until(page, '#journal', 'Nothing answered a keep-alive');
    await until(page, '.toast', 'Back after');
    await atLeast(page, '#connections', 2);
  });

  it('a clean close is healed like any other', async () => {
    const page = await stage().visit('Ada');
    await page.click('[data-trouble=going-away]');
    await until(page, '#journal', /The connection was lost after \d+ ms \(code 1001/);
    await atLeast(page, '#connections', 2);
  });

  it('refused handshakes are waited out longer each time, or tried at once by who asks for it', async () => {
    const { served, visit } = stage();
    const page = await visit('Ada');
    await page.click('[data-trouble=refuse]');
    // Not three times, but for as long as it takes to look.
    served.gateway.refuse(Infinity);
    const journal = await until(page, '#journal', '3 handshakes in a row were refused');
    expect(journal.match(/The connection was refused/g)).toHaveLength(3);
    const [third, second, first] = [...journal.matchAll(/Waiting ([\d.]+) (m?s) before/g)].map(
      ([, wait, unit]) => Number(wait) * (unit === 's' ? 1_000 : 1),
    );
    expect(second).toBeGreaterThanOrEqual(first ?? NaN);
    expect(third).toBeGreaterThanOrEqual(second ?? NaN);
    await until(page, '#badge[data-state=waiting]', 'each wait is longer');
    served.gateway.refuse(0);
    await page.click('#act');
    await until(page, '#badge[data-state=open]');
  });

  it('a rate limit is waited out for some seconds', async () => {
    const page = await stage().visit('Ada');
    await page.click('[data-trouble=rate-limit]');
    const badge = await until(page, '#badge[data-state=waiting]', 'the backend has refused a token for now');
    expect(Number(/Next try in (\d+) s/.exec(badge)?.[1])).toBeLessThanOrEqual(5);
    await until(page, '#badge[data-state=open]');
  });

  it('nothing is tried without a login, and all goes on with one', async () => {
    const page = await stage().visit('Ada');
    await page.click('[data-trouble=sign-out]');
    await until(page, '#badge[data-state=failed]', /Signed out.*nothing is tried until you sign in/);
    await until(page, '.who', 'You are Ada, signed out');
    const asked = await numberIn(page, '#tokens');
    await say(page, 'Still here');
    await page.click('#sign-in');
    await until(page, '#badge[data-state=open]');
    await until(page, '#lines .own', 'Still here');
    expect(await numberIn(page, '#tokens')).toBe(asked + 1);
  });
});
