import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeNetwork, until } from './network';

beforeEach(() => void vi.resetModules());
afterEach(() => void vi.unstubAllGlobals());

describe('useMessage()', () => {
  it('stays subscribed while the component is drawn again and again', async () => {
    const gateway = fakeNetwork();
    const { live } = await import('./src/live');
    const { useMessage } = await import('./src/hooks');
    const subscribed = vi.spyOn(live.on('toast'), 'subscribe');
    let draw: (count: number) => void = () => {};
    const Page = () => {
      const [count, setCount] = useState(0);
      draw = setCount;
      return (
        <p>
          {count}: {useMessage('toast')?.message ?? 'nothing'}
        </p>
      );
    };
    const host = document.createElement('div');
    const root = createRoot(host);
    root.render(<Page />);
    await gateway.connected();
    for (let count = 1; count <= 5; count += 1) {
      draw(count);
      await until(() => expect(host.textContent).toBe(`${count}: nothing`));
    }
    gateway.broadcast({ type: 'toast', level: 'success', message: 'Saved' });
    await until(() => expect(host.textContent).toBe('5: Saved'));
    expect(subscribed).toHaveBeenCalledTimes(1);
    root.unmount();
    live.close();
  });
});

describe('an effect that calls close()', () => {
  it('closes the connection of a page in StrictMode for good, as soon as it is mounted', async () => {
    fakeNetwork();
    const { live } = await import('./src/live');
    const { useStatus } = await import('./src/hooks');
    const Page = () => {
      useEffect(() => () => live.close(), []);
      return <p>{useStatus().state}</p>;
    };
    const host = document.createElement('div');
    const root = createRoot(host);
    root.render(
      <StrictMode>
        <Page />
      </StrictMode>,
    );
    await until(() => expect(host.textContent).toBe('closed'));
    root.unmount();
  });
});
