import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** The files that a build is about to write, by their names. */
type Bundle = Readonly<Record<string, { readonly type: 'asset' } | { readonly type: 'chunk'; code: string }>>;

/** Takes the indentation off, which is 1 % of the package. The lines stay. No text has a line that begins with a tab. */
const unindented = {
  name: 'unindented',
  generateBundle(_options: unknown, bundle: Bundle): void {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/^\t+/gm, '');
    }
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

/**
 * Each declaration of a folder once more, for CommonJS: it imports those for CommonJS, and has no doc comments, which are a
 * third of the package.
 */
function writeCommonJsTypes(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.mts')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    const relative = /(?<=(?:from |import\()["']\.[^"']*)\.mjs(?=["'])/g;
    const twin = text.replaceAll(relative, '.cjs').replaceAll(/^[ \t]*\/\*\*(?:[^*]|\*(?!\/))*\*\/\n/gm, '');
    writeFileSync(join(folder, file.replace(/mts$/, 'cts')), twin);
  }
}

/** Without a comment for each source file. */
const lean = { experimental: { attachDebugInfo: 'none' } } as const;

const shared: UserConfig = {
  target: 'es2022',
  // .mjs and .cjs, whatever the platform: the name alone then says which module system a file is.
  fixedExtension: true,
  inputOptions: lean,
  hash: false,
  // The tarball has no sources: what a debugger shows of it is the code with its names.
  sourcemap: false,
  dts: false,
  // A warning here means a dependency bundled by accident or an import that cannot be resolved …
  failOnWarn: true,
  // … and not a slow machine.
  checks: { pluginTimings: false },
  plugins: [thirdParty, textsInWords],
};

/**
 * Code with short names for its variables, because the package has a limit. The names of functions and classes stay, for stack
 * traces and profiles, and so do the lines: Node prints the line of an error that nothing caught.
 */
const code: UserConfig = {
  ...shared,
  format: ['esm', 'cjs'],
  minify: { compress: true, mangle: { keepNames: true }, codegen: false },
  outputOptions: { comments: { jsdoc: false } },
  plugins: [thirdParty, textsInWords, unindented],
};
/** Declarations alone, for ES modules; those for CommonJS differ in what they name only. */
const declarations: UserConfig = {
  ...shared,
  dts: { emitDtsOnly: true },
  hooks: { 'build:done': ({ options: { outDir } }) => writeCommonJsTypes(outDir) },
};

const STANDALONE = 'dist/standalone/rx-gateway-socket';

/**
 * Makes a CommonJS module of the classic script, too, and writes the declarations of both files. The entry only passes on what
 * others declare, so its source is its declaration, and an error of the core has the same type in both entries.
 */
function completeStandalone(): void {
  appendFileSync(`${STANDALONE}.iife.js`, `if (typeof module === 'object') module.exports = rxGatewaySocket;\n`);
  writeFileSync(join(STANDALONE, '../package.json'), '{ "type": "commonjs" }\n');
  const source = readFileSync('lib/standalone/index.ts', 'utf8');
  for (const kind of ['m', 'c']) {
    writeFileSync(`${STANDALONE}.d.${kind}ts`, source.replace("'../index'", `'../index.${kind}js'`));
  }
}

/**
 * The ES module of the local gateway passes on what the CommonJS module exports: it runs in Node alone, which loads both,
 * and so it is in the package once.
 */
function writeLocalGatewayModule(): void {
  // What a module exports is an object.
  const exported = createRequire(import.meta.url)('./dist/local-gateway/index.cjs') as object;
  const names = Object.keys(exported).join(', ');
  writeFileSync('dist/local-gateway/index.mjs', `import it from './index.cjs';\nexport const { ${names} } = it;\n`);
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

/**
 * The core and what shares its files: an error is of the same class in each of these entries. It runs wherever there is a
 * WebSocket, so nothing of Node or of the browser is taken for granted, and nothing is bundled: what is not rxjs has no
 * place in it.
 */
const core = {
  entry: { index: 'lib/index.ts', 'angular/index': 'lib/angular/index.ts', 'tabs/index': 'lib/tabs/index.ts' },
  platform: 'neutral',
  deps: { neverBundle: peers, onlyBundle: [] },
} satisfies UserConfig;
const testing = {
  outDir: 'dist/testing',
  entry: { index: 'lib/testing/index.ts' },
  platform: 'neutral',
  deps: { onlyBundle: [] },
} satisfies UserConfig;
const localGateway = {
  outDir: 'dist/local-gateway',
  entry: { index: 'lib/local-gateway/index.ts' },
  platform: 'node',
  // The tools of its command are bundled, so that whoever installs the client alone installs none of them.
  deps: { neverBundle: peers, onlyBundle: bundledTools },
} satisfies UserConfig;

/** Its files. */
const coreCode: UserConfig = {
  ...code,
  ...core,
  entry: {
    ...core.entry,
    'gateway-socket': 'lib/gateway-socket.ts',
    // Parts that somebody may want alone. In files of their own, since a bundler that cannot look into rxjs keeps all
    // that a file imports of it.
    'of-type': 'lib/messages/of-type.ts',
    'retry-backoff': 'lib/connection/retry-backoff.ts',
    'django-token': 'lib/token/django-token.ts',
  },
  inputOptions: { ...lean, preserveEntrySignatures: 'allow-extension' },
};

export default defineConfig([
  {
    ...coreCode,
    hooks: { 'build:done': writeEntryFolders },
  },
  // The same with numbers in the place of texts, for the export condition `production`. Its declarations are the same. Only
  // bundlers set that condition, and they take the ES modules: `require()` has the build with words.
  {
    ...coreCode,
    outDir: 'dist/production',
    format: 'esm',
    // With its white space: without it the marks of pure calls are gone, too, and a bundler keeps what nothing uses.
    minify: { compress: true, mangle: true, codegen: false },
    plugins: [textsInNumbers],
  },
  {
    ...declarations,
    ...core,
    // `Symbol.dispose` is in the declarations, and not in the libraries that applications commonly name.
    banner: { dts: '/// <reference lib="esnext.disposable" />' },
  },
  { ...code, ...testing },
  { ...declarations, ...testing },
  {
    ...shared,
    outDir: 'dist/standalone',
    entry: { 'rx-gateway-socket': 'lib/standalone/index.ts' },
    format: ['esm', 'iife'],
    globalName: 'rxGatewaySocket',
    platform: 'neutral',
    minify: true,
    deps: { alwaysBundle: [/^rxjs(\/|$)/], onlyBundle: ['rxjs', 'tslib'] },
    // A page without a bundler is as much in production as any.
    plugins: [thirdParty, textsInNumbers],
    // The modules of rxjs in today's syntax: those that a bundler takes by default are for ES5, and 2 kB larger.
    inputOptions: { resolve: { conditionNames: ['es2015', 'import', 'default'] } },
    outputOptions: { postBanner: licenceLine() },
    hooks: { 'build:done': completeStandalone },
  },
  {
    ...code,
    ...localGateway,
    entry: { ...localGateway.entry, cli: 'lib/local-gateway/cli.ts' },
    format: 'cjs',
    hooks: { 'build:done': writeLocalGatewayModule },
  },
  { ...declarations, ...localGateway },
]);
