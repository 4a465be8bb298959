import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { textsInNumbers, textsInWords } from './build/texts-plugin';

/** What a bundle says of itself: the modules in it, and a way to put a file beside it. */
interface Build {
  getModuleIds(): Iterable<string>;
  emitFile(file: { type: 'asset'; fileName: string; source: string }): void;
}

/** What a package says of itself. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * Writes THIRD-PARTY.md beside a bundle: every package that is in it, found by the modules that were bundled and not by
 * a list that somebody keeps, with its licence to the letter, as the licences ask.
 */
const thirdParty = {
  name: 'third-party',
  generateBundle(this: Build): void {
    const folders = new Set(
      [...this.getModuleIds()].flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id) ?? []),
    );
    const entries = [...folders].sort().map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${name} is bundled and has no licence file`);
      return `## ${name} ${version} (${license})\n\n\`\`\`\n${readFileSync(join(folder, file), 'utf8').trim()}\n\`\`\`\n`;
    });
    if (entries.length === 0) return;
    const head =
      '# Third-party code in this folder\n\nWritten by the build. These packages are part of the files here.\n';
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.md', source: [head, ...entries].join('\n') });
  },
};

/** The files of one entry, in the `exports` of package.json. */
interface EntryFiles {
  readonly types: string;
  readonly default: string;
}

/**
 * A folder for each entry below the root, with a package.json that leads to its files: Parcel's default resolver, older
 * TypeScript and older Metro do not read `exports`.
 */
function writeEntryFolders(): void {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly import: EntryFiles; readonly require?: EntryFiles }>>;
  };
  for (const [entry, files] of Object.entries(exports)) {
    if (entry === '.' || typeof files === 'string') continue;
    const { import: esm, require: cjs = esm } = files;
    const manifest = { main: `.${cjs.default}`, module: `.${esm.default}`, types: `.${cjs.types}`, sideEffects: false };
    mkdirSync(entry, { recursive: true });
    writeFileSync(join(entry, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

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
  plugins: [thirdParty, textsInWords],
};

const STANDALONE = 'dist/standalone/rx-gateway-socket';

/**
 * Writes what is made of the standalone files: the file for `require()`, which is the classic script and hands over what that one
 * makes, and the declarations. The entry only passes on what others declare, so its source is its declaration, and an error
 * of the core has the same type in both entries.
 */
function completeStandalone(): void {
  const script = readFileSync(`${STANDALONE}.iife.js`, 'utf8');
  writeFileSync(`${STANDALONE}.cjs`, `${script.trimEnd()}\nmodule.exports = rxGatewaySocket;\n`);
  const source = readFileSync('lib/standalone/index.ts', 'utf8');
  for (const kind of ['m', 'c']) {
    writeFileSync(`${STANDALONE}.d.${kind}ts`, source.replace("'../index'", `'../index.${kind}js'`));
  }
}

/** What a file that is copied alone tells of itself: the licence of rxjs asks for it. */
function licenceLine(): string {
  const [own, rxjs] = ['package.json', 'node_modules/rxjs/package.json'].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as Manifest,
  );
  const named = [own, rxjs].map((manifest) => `${manifest?.name} ${manifest?.version} (${manifest?.license})`);
  return `/*! ${named.join(', with ')}; the licences are in THIRD-PARTY.md of the package */`;
}

const bundledTools = ['commander', 'picocolors'];
const peers = ['ws', /^rxjs(\/|$)/, '@angular/core'];

/** The client, for whatever has a WebSocket. */
const core: UserConfig = {
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
    'tabs/index': 'lib/tabs/index.ts',
  },
  format: ['esm', 'cjs'],
  inputOptions: { preserveEntrySignatures: 'allow-extension' },
  // It runs wherever there is a WebSocket, so nothing of Node or of the browser is taken for granted, and nothing
  // is bundled: what is not rxjs has no place in it.
  platform: 'neutral',
  deps: { neverBundle: peers, onlyBundle: [] },
};

export default defineConfig([
  {
    ...core,
    // `Symbol.dispose` is in the declarations, and not in the libraries that applications commonly name.
    banner: { dts: '/// <reference lib="esnext.disposable" />' },
    hooks: { 'build:done': writeEntryFolders },
  },
  // The same with numbers in the place of texts, for the export condition `production`. Its declarations are the same.
  { ...core, outDir: 'dist/production', dts: false, plugins: [textsInNumbers] },
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
    outDir: 'dist/standalone',
    entry: { 'rx-gateway-socket': 'lib/standalone/index.ts' },
    format: ['esm', 'iife'],
    globalName: 'rxGatewaySocket',
    platform: 'neutral',
    minify: true,
    // Each of these files is copied alone. Django's ManifestStaticFilesStorage fails where one names a map that is not there.
    sourcemap: false,
    dts: false,
    deps: { alwaysBundle: [/^rxjs(\/|$)/], onlyBundle: ['rxjs', 'tslib'] },
    // A page without a bundler is as much in production as any.
    plugins: [thirdParty, textsInNumbers],
    // The modules of rxjs in today's syntax: those that a bundler takes by default are for ES5, and 2 kB larger.
    inputOptions: { resolve: { conditionNames: ['es2015', 'import', 'default'] } },
    outputOptions: { postBanner: licenceLine() },
    hooks: { 'build:done': completeStandalone },
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
    // The tools of its command are bundled, so that whoever installs the client alone installs none of them.
    deps: { neverBundle: peers, onlyBundle: bundledTools },
  },
]);
