import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApp } from 'vue';

/** Puts the application of a guide into an element, and returns what takes it out. */
export type Mount = (host: HTMLElement) => Promise<() => void>;

export const mounts: Readonly<Record<'React' | 'Vue' | 'Svelte', Mount>> = {
  React: async (host) => {
    const { default: App } = await import('./src/App');
    const root = createRoot(host);
    root.render(createElement(StrictMode, null, createElement(App)));
    return () => root.unmount();
  },
  Vue: async (host) => {
    const { default: App } = await import('./src/App.vue');
    const app = createApp(App);
    app.mount(host);
    return () => app.unmount();
  },
  Svelte: async (host) => {
    // Vite bundles it into the specs, which begin with fresh modules.
    const { flushSync, mount, unmount } = await import('svelte');
    const { default: App } = await import('./src/App.svelte');
    const app = mount(App, { target: host });
    flushSync();
    return () => void unmount(app);
  },
};
