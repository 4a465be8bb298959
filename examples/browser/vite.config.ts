import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** `vite build --mode in-memory`: the same page without a server, which is the playground of the site. */
const gatewayInMemory: Plugin = {
  name: 'gateway-in-memory',
  enforce: 'pre',
  resolveId: (id) => (/^\.\.?\/backend$/.test(id) ? join(import.meta.dirname, 'in-memory', 'backend.ts') : undefined),
};

export default defineConfig(({ mode }) => ({
  // The package by its name, from the sources of this repository.
  resolve: { tsconfigPaths: true },
  ...(mode === 'in-memory' ? { base: './', plugins: [gatewayInMemory] } : {}),
  build: {
    // Nothing inline and nothing in a data: URL, so that the page needs no exception in its Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
}));
