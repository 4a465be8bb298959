import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError } from './command';
import { makesCodeOfText } from './core-imports';
import type { Project } from './project';

/** A message of the client that no minifier changes. */
const CLIENT = 'the token source completed without a token';

/** What must not be in it: what Node has and a browser has not, by any way a bundler leaves it, and what it never imported. */
const FOREIGN = [/["'`]node:/, /__vite-browser-external/, /\brequire\s*\(/, /\bprocess\./, /@angular/];

/** The page of spec/package/consumer/page: it compiles as TypeScript, and Vite bundles it for browsers. */
export async function checkPage(project: Project): Promise<string> {
  // Vite only takes the types away.
  const browser = ['--module', 'ESNext', '--moduleResolution', 'bundler', '--target', 'ES2022', '--lib', 'ES2022,DOM'];
  await project.npx('tsc', '--noEmit', '--strict', ...browser, 'page/main.ts');
  await project.npx('vite', 'build', 'page', '--logLevel', 'warn');
  const code = codeWithOneClient(join(project.folder, 'page', 'dist', 'assets'));
  const found = FOREIGN.filter((pattern) => pattern.test(code));
  if (found.length > 0) throw new CheckError(`the bundle holds ${found.join(', ')}`);
  if (makesCodeOfText(code)) throw new CheckError('the bundle makes code of text');
  return `${Math.round(code.length / 1_000)} kB of script, the client in it once and nothing of Node`;
}

/** What a bundler made, in which the client must be once: twice would be two copies of its state. */
export function codeWithOneClient(folder: string): string {
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const code = scripts.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
  const copies = code.split(CLIENT).length - 1;
  if (copies !== 1) throw new CheckError(`the bundle holds the client ${copies} times`);
  return code;
}
