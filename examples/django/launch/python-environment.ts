import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleDirectory } from './directories';
import { lastLineOf, Problem } from './problem';
import { runCommand, type CommandOptions, type Finished } from './run-command';

/** What Django 5.2 asks for. */
const OLDEST_MINOR = 10;

/**
 * The Python of a virtual environment in `directory` that has what requirements.txt names; made if it is not there, or was
 * made for other requirements.
 */
export async function pythonEnvironment(directory: string, signal?: AbortSignal): Promise<string> {
  const requirements = join(exampleDirectory, 'requirements.txt');
  const python = join(directory, 'bin', 'python');
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  // Written last, so that an environment that was left half made is not taken for a whole one.
  const made = join(directory, `made-for-${wanted}`);
  if (existsSync(made) && existsSync(python)) return python;

  await checkPython(signal);
  await rm(directory, { recursive: true, force: true });
  const environment = await runCommand('python3', ['-m', 'venv', directory], { signal });
  if (environment.code !== 0) {
    const missing = environment.output.includes('ensurepip');
    throw new Problem(
      missing
        ? 'Python has no venv module with pip here: install python3-venv (apt install python3-venv).'
        : `python3 -m venv ${directory} failed: ${lastLineOf(environment.output)}`,
    );
  }
  const pip = await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--no-input', '-r', requirements], {
    env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    signal,
  });
  if (pip.code !== 0) throw new Problem(pipProblem(pip));
  await writeFile(made, '');
  return python;
}

async function checkPython(signal: AbortSignal | undefined): Promise<void> {
  const { output } = await python3(['--version'], { signal });
  const [, major = 0, minor = 0] = (/Python (\d+)\.(\d+)/.exec(output) ?? []).map(Number);
  if (major < 3 || (major === 3 && minor < OLDEST_MINOR)) {
    throw new Problem(`python3 is ${lastLineOf(output)}, and Django 5.2 needs Python 3.${OLDEST_MINOR} or newer.`);
  }
}

async function python3(args: readonly string[], options: CommandOptions): Promise<Finished> {
  try {
    return await runCommand('python3', args, options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new Problem(`no python3 on the PATH: install Python 3.${OLDEST_MINOR} or newer.`);
  }
}

/** pip's last line says which package. That the network is why stands in a warning before it, or in "versions: none". */
function pipProblem({ output }: Finished): string {
  const offline = /NewConnectionError|ConnectTimeout|NameResolution|ProxyError|SSLError|\(from versions: none\)/;
  const why = offline.test(output) ? 'the package index cannot be reached' : lastLineOf(output).replace(/\.$/, '');
  return `pip could not install requirements.txt: ${why}.`;
}
