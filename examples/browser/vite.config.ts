import { defineConfig } from 'vite';

export default defineConfig({
  // The package by its name, from the sources of this repository.
  resolve: { tsconfigPaths: true },
  build: {
    // Nothing inline and nothing in a data: URL, so that the page needs no exception in its Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
});
