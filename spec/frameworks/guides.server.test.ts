import { createElement, useState } from 'react';
import { renderToString } from 'react-dom/server';
import { createSSRApp, defineComponent, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeNetwork } from './network';

const renders: Readonly<Record<string, () => Promise<string>>> = {
  React: async () => renderToString(createElement((await import('./src/App')).default)),
  Vue: async () => renderVue(createSSRApp((await import('./src/App.vue')).default)),
  Svelte: async () => {
    const { render } = await import('svelte/server');
    return render((await import('./src/App.svelte')).default).body;
  },
  'a component that subscribes by itself while it renders': async () => {
    const { live } = await import('./src/live');
    const Page = defineComponent(() => {
      live.on('toast').subscribe();
      live.connect();
      return () => h('p', { role: 'status' }, live.status.state);
    });
    return renderVue(createSSRApp(Page));
  },
  'a state that is filled while it renders': async () => {
    const { live } = await import('./src/live');
    const Page = () => createElement('p', { role: 'status' }, useState(() => live.connect().closed)[0] ? '' : 'held');
    return renderToString(createElement(Page));
  },
};

beforeEach(() => void vi.resetModules());
afterEach(() => void vi.unstubAllGlobals());

describe.each(Object.entries(renders))('on a server: %s', (_name, renderPage) => {
  it('is rendered twice, and fetches and opens nothing', async () => {
    const gateway = fakeNetwork();
    for (const html of [await renderPage(), await renderPage()]) expect(html).toContain('role="status"');
    // What begins does so in microtasks.
    await new Promise((resolve) => setTimeout(resolve));
    expect([gateway.tokensFetched, gateway.attempts]).toEqual([0, 0]);
    (await import('./src/live')).live.close();
  });
});
