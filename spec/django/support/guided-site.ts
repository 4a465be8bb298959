import { appendFile, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { standaloneClient } from '../../../examples/django/launch/bundle';
import { root } from '../../../examples/django/launch/directories';
import { startDjango, type Running } from '../../../examples/django/launch/django';
import { freePort, host } from '../../../examples/django/launch/ports';
import { runCommand } from '../../../examples/django/launch/run-command';
import { startLocalGateway, type LocalGateway } from '../../../lib/local-gateway';
import { readPage, type Block } from '../../docs/page';
import { venv } from './made-once';

export const user = { name: 'ada', password: 'lovelace' };

/** What the guide runs and a spec does not: its packages are there, and its servers get ports of their own. */
const NOT_HERE = /^(?:python3 -m venv|\. |pip |npm |npx |python manage\.py runserver)/;

const TEMPLATE = 'live/templates/live/toasts.html';
const INLINE_SCRIPT = /<script type="module">[^]*<\/script>/;

/** A Django site made as docs/django.md says, from its blocks alone, with nothing added. */
export interface GuidedSite {
  /** Runs a line of the guide; resolves to what it printed. */
  run(line: string): Promise<string>;
  /** Runs the block that has these words. */
  runBlock(words: string): Promise<string>;
  /** Puts other scripts into the page, in the place of the inline one. */
  replaceScript(html: string): Promise<void>;
  /** Bundles the TypeScript of the guide to where its `npx esbuild` does. */
  bundle(): Promise<void>;
  write(path: string, text: string): Promise<void>;
  /** The text of the block that has these words. */
  block(words: string): string;
  /** The address of the page, once Django runs. */
  start(): Promise<string>;
  stop(): Promise<void>;
  readonly gateway: LocalGateway;
  close(): Promise<void>;
}

export async function makeGuidedSite(): Promise<GuidedSite> {
  const { blocks } = readPage('docs/django.md');
  const directory = await mkdtemp(join(tmpdir(), 'django-guide-'));
  const port = await freePort();
  const origin = `http://${host}:${port}`;
  const gateway = await startLocalGateway({ backend: { proxy: `${origin}/ws/` } });
  const gatewayPort = Number(new URL(gateway.managementUrl).port);
  const at = (path: string): string => join(directory, path);
  let django: Running | undefined;

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  const block = (words: string): string => {
    const found = blocks.find(({ text }) => text.includes(words));
    if (!found) throw new Error(`docs/django.md has no block with '${words}'`);
    return found.text;
  };
  const run = async (line: string): Promise<string> => {
    const env = {
      ...process.env,
      PATH: [join(venv, 'bin'), process.env.PATH].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      DJANGO_SUPERUSER_PASSWORD: user.password,
    };
    const asked = line.replace(
      'createsuperuser',
      `createsuperuser --noinput --username ${user.name} --email ada@example.com`,
    );
    const { code, output } = await runCommand('sh', ['-c', asked], { cwd: directory, env });
    if (code !== 0) throw new Error(`${line} failed: ${output}`);
    return output;
  };
  const runLines = async (text: string): Promise<string> => {
    const printed: string[] = [];
    for (const line of text.trim().split('\n')) if (!NOT_HERE.test(line)) printed.push(await run(line));
    return printed.join('');
  };
  const follow = async ({ text, comment = '' }: Block): Promise<void> => {
    if (comment === 'run') await runLines(text);
    const [, verb, path = ''] = /^(write|append): (\S+)$/.exec(comment) ?? [];
    if (verb === 'write') await write(path, text);
    if (verb === 'append') await appendFile(at(path), `\n${text.replaceAll(':3001', `:${gatewayPort}`)}`);
  };

  const installed = at('node_modules/rx-gateway-socket/dist/standalone/rx-gateway-socket.mjs');
  await mkdir(dirname(installed), { recursive: true });
  await copyFile(standaloneClient, installed);
  for (const one of blocks) await follow(one);

  return {
    gateway,
    run,
    write,
    block,
    runBlock: (words) => runLines(block(words)),
    async replaceScript(html) {
      const page = blocks.find(({ comment }) => comment === `write: ${TEMPLATE}`)?.text ?? '';
      await write(
        TEMPLATE,
        page.replace(INLINE_SCRIPT, () => html),
      );
    },
    async bundle() {
      await build({
        entryPoints: [at('live/page/toasts.ts')],
        outfile: at('live/static/live/toasts.js'),
        bundle: true,
        format: 'esm',
        minify: true,
        target: 'es2022',
        alias: { 'rx-gateway-socket': join(root, 'lib/index.ts') },
        nodePaths: [join(root, 'node_modules')],
        logLevel: 'silent',
      });
    },
    async start() {
      const python = join(venv, 'bin/python');
      django = await startDjango({ python, directory, port, state: directory, gatewayPort, print: () => undefined });
      return `${origin}/toasts/`;
    },
    async stop() {
      await django?.stop();
    },
    async close() {
      await gateway.close();
      await django?.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
