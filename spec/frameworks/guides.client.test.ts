import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mounts } from './mounts';
import { fakeNetwork, until } from './network';

const leaving: (() => void)[] = [];
beforeEach(() => void vi.resetModules());
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  vi.unstubAllGlobals();
});

describe.each(Object.entries(mounts))('the application of the guide for %s', (_name, mountIn) => {
  async function open({ signedIn = true } = {}) {
    const gateway = fakeNetwork();
    if (!signedIn) gateway.failTokens(1, 'unauthenticated');
    const { live } = await import('./src/live');
    const host = document.createElement('div');
    const unmount = await mountIn(host);
    leaving.push(() => {
      unmount();
      live.close();
    });
    const shows = (text: string) => until(() => expect(host.textContent).toContain(text));
    return { gateway, live, host, shows, unmount };
  }

  it('takes one token for one connection, and shows what comes', async () => {
    const { gateway, shows } = await open();
    await gateway.connected();
    await shows('open');
    gateway.broadcast({ type: 'toast', level: 'success', message: 'Saved' });
    await shows('Saved');
    for (const n of [1, 2, 3])
      gateway.broadcast({ type: 'chat_message', id: `${n}`, username: 'Ada', message: `line ${n}` });
    for (const n of [1, 2, 3]) await shows(`Ada: line ${n}`);
    expect([gateway.tokensFetched, gateway.attempts]).toEqual([1, 1]);
  });

  it('sends', async () => {
    const { gateway, host, shows } = await open();
    const connection = await gateway.connected();
    await shows('open');
    host.querySelector('button')?.click();
    expect(await connection.next()).toEqual({ action: 'chat_message', message: 'Hello' });
  });

  it('is drawn without a login, and goes on after one', async () => {
    const { gateway, live, shows } = await open({ signedIn: false });
    await shows('You are signed out.');
    await shows('Say hello');
    live.reconnect();
    await shows('open');
    gateway.broadcast({ type: 'toast', level: 'success', message: 'Welcome back' });
    await shows('Welcome back');
  });

  it('shows that a connection is lost, and that it is back', async () => {
    const { gateway, shows } = await open();
    await shows('open');
    (await gateway.connected()).drop();
    await shows('waiting');
    await shows('open');
  });

  it('unsubscribes when it is taken away', async () => {
    const { gateway, live, shows, unmount } = await open();
    await shows('open');
    const others = live.connect();
    unmount();
    leaving.pop();
    let delivered = 0;
    const watched = vi.spyOn(JSON, 'parse').mockImplementation(() => {
      delivered += 1;
      return {};
    });
    // A frame that no stream takes is not even decoded.
    gateway.broadcast({ type: 'toast', level: 'success', message: 'To nobody' });
    await new Promise((resolve) => setTimeout(resolve));
    watched.mockRestore();
    expect(delivered).toBe(0);
    others.unsubscribe();
    live.close();
  });
});
