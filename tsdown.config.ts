import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = {
  target: 'es2022',
  // .mjs and .cjs, whatever the platform: the name alone then says which module system a file is.
  fixedExtension: true,
  hash: false,
  // Source maps hold their sources; declaration maps point into lib/, which the package ships so that an editor's
  // "go to definition" ends in the code and not in a .d.ts.
  sourcemap: true,
  dts: { sourcemap: true },
  // A warning here means a dependency bundled by accident or an import that cannot be resolved …
  failOnWarn: true,
  // … and not a slow machine.
  checks: { pluginTimings: false },
};

const bundledTools = ['commander', 'picocolors'];
const peers = ['ws', /^rxjs(\/|$)/, '@angular/core'];

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'lib/index.ts',
      'gateway-socket': 'lib/gateway-socket.ts',
      // Parts that somebody may want alone. In files of their own, since a bundler that cannot look into rxjs keeps all
      // that a file imports of it.
      'of-type': 'lib/messages/of-type.ts',
      'retry-backoff': 'lib/connection/retry-backoff.ts',
      'django-token': 'lib/token/django-token.ts',
      // Built together with the core, so that the two share their files: an error is of the same class in both.
      'angular/index': 'lib/angular/index.ts',
    },
    format: ['esm', 'cjs'],
    inputOptions: { preserveEntrySignatures: 'allow-extension' },
    // It runs wherever there is a WebSocket, so nothing of Node or of the browser is taken for granted, and nothing
    // is bundled: what is not rxjs has no place in it.
    platform: 'neutral',
    deps: { neverBundle: peers, onlyBundle: [] },
    // `Symbol.dispose` is in the declarations, and not in the libraries that applications commonly name.
    banner: { dts: '/// <reference lib="esnext.disposable" />' },
  },
  {
    ...shared,
    outDir: 'dist/testing',
    entry: { index: 'lib/testing/index.ts' },
    format: ['esm', 'cjs'],
    platform: 'neutral',
    deps: { onlyBundle: [] },
  },
  {
    ...shared,
    outDir: 'dist/local-gateway',
    entry: { index: 'lib/local-gateway/index.ts', cli: 'lib/local-gateway/cli.ts' },
    format: {
      esm: {},
      // A command is started, never required: it needs no CommonJS twin.
      cjs: { entry: { index: 'lib/local-gateway/index.ts' } },
    },
    platform: 'node',
    // The tools of its command are bundled, so that whoever installs the client alone installs none of them; their
    // licences ask to travel with every copy.
    deps: { neverBundle: peers, onlyBundle: bundledTools },
    copy: bundledTools.map((name) => ({ from: `node_modules/${name}/LICENSE`, rename: `LICENSE.${name}` })),
  },
]);
