import { computed, createApp, defineComponent, h } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeNetwork, until } from './network';

beforeEach(() => void vi.resetModules());
afterEach(() => void vi.unstubAllGlobals());

it('computed(() => live.status) stays as it was first, and useStatus() changes', async () => {
  const gateway = fakeNetwork();
  const { live } = await import('./src/live');
  const { useStatus } = await import('./src/composables');
  const Page = defineComponent(() => {
    const [once, now] = [computed(() => live.status.state), useStatus()];
    live.connect();
    return () => h('p', `${once.value}, ${now.value.state}`);
  });
  const host = document.createElement('div');
  const app = createApp(Page);
  app.mount(host);
  await gateway.connected();
  await until(() => expect(host.textContent).toMatch(/, open$/));
  expect(host.textContent).not.toMatch(/^open/);
  app.unmount();
  live.close();
});
