import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkPort, freePort } from '../../examples/django/launch/ports';

const main = ['--import', 'tsx', 'examples/django/main.ts'];

interface Run {
  readonly process: ChildProcess;
  /** Both streams so far. */
  printed(): string;
  /** Resolves when that has been printed. */
  until(text: string): Promise<void>;
  /** Resolves to its exit code, once it and all that has its streams have ended. */
  readonly ended: Promise<number | null>;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [...main, ...args], { env: { ...process.env, ...env, NO_COLOR: '1' } });
  let output = '';
  const waiters: { readonly text: string; readonly found: () => void }[] = [];
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const { text, found } of waiters) if (output.includes(text)) found();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return {
    process: child,
    printed: () => output,
    until: (text) => new Promise((found) => waiters.push({ text, found })),
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}

/** The problem, in one line and nothing around it. */
const problemOf = ({ printed }: Run): string => {
  const lines = printed()
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('Making the virtual environment'));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
};

/** Some of these make a virtual environment. */
jest.setTimeout(120_000);

describe('npm run example:django', () => {
  let state: string;
  let ports: readonly string[];
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'django-set-up-'));
    ports = ['--port', String(await freePort()), '--gateway-port', String(await freePort())];
  });
  afterEach(() => rm(state, { recursive: true, force: true }));

  const nothingLeft = async (): Promise<void> => {
    for (const text of [state, `127.0.0.1:${ports[1] ?? ''}`]) expect(await processesNaming(text)).toEqual([]);
    await checkPort(Number(ports[1]), 'Django');
    await checkPort(Number(ports[3]), 'the gateway');
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'prints the page and the login, and ends all of it on %s',
    async (signal) => {
      const running = run([...ports, '--state', state]);
      await running.until('Ctrl-C');
      expect(running.printed()).toContain(`Page     http://127.0.0.1:${ports[1] ?? ''}/`);
      expect(running.printed()).toContain('Log in   ada or bob, password lovelace');
      const page = await fetch(`http://127.0.0.1:${ports[1] ?? ''}/login/`);
      expect(page.status).toBe(200);
      running.process.kill(signal);
      expect(await running.ended).toBe(0);
      await nothingLeft();
    },
  );

  it('says so where there is no Python', async () => {
    const empty = join(state, 'bin');
    await mkdir(empty);
    const running = run([...ports, '--state', state, '--venv', join(state, 'venv')], { PATH: empty });
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toBe('example:django: no python3 on the PATH: install Python 3.10 or newer.');
  });

  it('says so where Python is too old', async () => {
    const bin = join(state, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'python3'), '#!/bin/sh\necho Python 3.9.2\n', { mode: 0o755 });
    const running = run([...ports, '--state', state, '--venv', join(state, 'venv')], { PATH: `${bin}:/bin` });
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toBe(
      'example:django: python3 is Python 3.9.2, and Django 5.2 needs Python 3.10 or newer.',
    );
  });

  it('says so where pip has no network, and tries again the next time', async () => {
    const offline = {
      // Nothing listens on the discard port.
      PIP_INDEX_URL: 'http://127.0.0.1:9/',
      PIP_EXTRA_INDEX_URL: '',
      PIP_NO_CACHE_DIR: '1',
      PIP_FIND_LINKS: '',
      PIP_RETRIES: '0',
      PIP_CONFIG_FILE: '/dev/null',
    };
    const own = join(state, 'venv');
    const running = run([...ports, '--state', state, '--venv', own], offline);
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toBe(
      'example:django: pip could not install requirements.txt: the package index cannot be reached.',
    );
    // What was left half made is not taken for whole.
    const again = run([...ports, '--state', state, '--venv', own], { PATH: dirname(own) });
    expect(await again.ended).toBe(1);
    expect(problemOf(again)).toContain('no python3 on the PATH');
  });

  it.each([
    ['--port', 1],
    ['--gateway-port', 3],
  ] as const)('says so where the port of %s is in use, before anything is made', async (flag, index) => {
    const port = Number(ports[index]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const running = run([...ports, '--state', state, '--venv', join(state, 'venv')]);
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toBe(`example:django: port ${port} is in use: choose another with ${flag}.`);
    await new Promise((resolve) => server.close(resolve));
  });

  it('says so where the migration fails, and leaves nothing running', async () => {
    await writeFile(
      join(state, 'db.sqlite3'),
      'this is no database, and long enough to be taken for a broken one'.repeat(20),
    );
    const running = run([...ports, '--state', state]);
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toBe(
      'example:django: manage.py migrate --verbosity 0 failed: django.db.utils.DatabaseError: file is not a database',
    );
    await nothingLeft();
  });

  it('says so where the database has no place', async () => {
    const file = join(state, 'a-file');
    await writeFile(file, '');
    const running = run([...ports, '--state', join(file, 'inside')]);
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toMatch(/^example:django: the directory of --state cannot be made: .*not a directory/);
    await nothingLeft();
  });

  it('refuses a port that cannot be', async () => {
    const running = run(['--port', '80000']);
    expect(await running.ended).toBe(1);
    expect(problemOf(running)).toContain("'--port <n>' argument '80000' is invalid. It is not a port.");
  });

  it('ends at once, and what it runs with it, while it is still being set up', async () => {
    const running = run([...ports, '--state', state, '--venv', join(state, 'venv')]);
    await running.until('Making the virtual environment');
    // As early as something with that directory runs.
    while ((await processesNaming(join(state, 'venv'), running.process.pid)).length === 0) await pause(20);
    running.process.kill('SIGINT');
    expect(await running.ended).toBe(0);
    expect(running.printed()).not.toContain('example:django:');
    await nothingLeft();
  });
});

/** The command lines of processes that have that text in theirs, as Linux lists them. */
async function processesNaming(text: string, butNot?: number): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(butNot));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(text));
}
