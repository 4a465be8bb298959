import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const lib = join(import.meta.dirname, '../../../lib');

export default defineConfig({
  resolve: {
    alias: [
      { find: /^rx-gateway-socket$/, replacement: join(lib, 'index.ts') },
      { find: /^rx-gateway-socket\/(.+)$/, replacement: join(lib, '$1/index.ts') },
    ],
  },
  test: { root: import.meta.dirname, include: ['*.test.ts'] },
});
