import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vite';
import page from '../vite.config.ts';

/** The same page without a server: `backend.ts` beside this file in the place of the page's own. The site's playground. */
export default mergeConfig(
  page,
  defineConfig({
    root: join(import.meta.dirname, '..'),
    base: './',
    plugins: [
      {
        name: 'gateway-in-memory',
        enforce: 'pre',
        resolveId: (id) => (id === './backend' ? join(import.meta.dirname, 'backend.ts') : undefined),
      },
    ],
  }),
);
