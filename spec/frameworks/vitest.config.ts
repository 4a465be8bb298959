import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const plugins = [vue(), svelte()];

export default defineConfig({
  test: {
    projects: [
      {
        plugins,
        resolve: { conditions: ['browser'] },
        test: { name: 'client', environment: 'jsdom', testTimeout: 30_000, include: ['*.client.test.{ts,tsx}'] },
      },
      { plugins, test: { name: 'server', environment: 'node', testTimeout: 30_000, include: ['*.server.test.ts'] } },
    ],
  },
});
