import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOneClient, type Build } from './builds';
import { CheckError } from './command';
import { makesCodeOfText } from './core-imports';
import type { Project } from './project';

/** What must not be in it: what Node has and a browser has not, by any way a bundler leaves it, and what it never imported. */
const FOREIGN = [/["'`]node:/, /__vite-browser-external/, /\brequire\s*\(/, /\bprocess\./, /@angular/];

/** The page of spec/package/consumer/page: it compiles as TypeScript, and Vite bundles it for browsers. */
export async function checkPage(project: Project): Promise<string> {
  // Vite only takes the types away.
  const browser = ['--module', 'ESNext', '--moduleResolution', 'bundler', '--target', 'ES2022', '--lib', 'ES2022,DOM'];
  await project.npx('tsc', '--noEmit', '--strict', ...browser, 'page/main.ts');
  await project.npx('vite', 'build', 'page', '--logLevel', 'warn');
  const code = codeWithOneClient(join(project.folder, 'page', 'dist', 'assets'), 'production');
  // In development NODE_ENV is read from page/.env.development.
  const development = ['--mode', 'development', '--outDir', 'words', '--logLevel', 'warn'];
  await project.npx('vite', 'build', 'page', ...development);
  codeWithOneClient(join(project.folder, 'page', 'words', 'assets'), 'default');
  const found = FOREIGN.filter((pattern) => pattern.test(code));
  if (found.length > 0) throw new CheckError(`the bundle holds ${found.join(', ')}`);
  if (makesCodeOfText(code)) throw new CheckError('the bundle makes code of text');
  return `${Math.round(code.length / 1_000)} kB of script, the client in it once, with numbers, and nothing of Node; in development with words`;
}

/** What a bundler made, in which the client must be once, of that build. */
export function codeWithOneClient(folder: string, build: Build): string {
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const code = scripts.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
  checkOneClient(code, build);
  return code;
}
