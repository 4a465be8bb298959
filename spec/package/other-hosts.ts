import { join } from 'node:path';
import { installBinary } from './installed-node';
import type { Project } from './project';

/** How a host other than Node is had, and how it runs a script with the packages of its folder. */
const HOSTS: Readonly<
  Record<string, { readonly package: string; readonly binary: string; readonly run: readonly string[] }>
> = {
  bun: { package: 'bun@1.4', binary: join('bun', 'bin', 'bun.exe'), run: [] },
  deno: {
    package: 'deno@2.9',
    binary: join('deno', 'deno'),
    run: ['run', '--allow-net', '--allow-read', '--allow-env', '--node-modules-dir=manual'],
  },
};

export const isOtherHost = (name: string): boolean => Object.hasOwn(HOSTS, name);

/** Runs the client on that host against a local gateway in Node. */
export async function checkOtherHost(name: string, project: Project, temporary: string): Promise<string> {
  const host = HOSTS[name];
  if (host === undefined) throw new Error(`there is no host ${name}`);
  const path = await installBinary(host.package, host.binary, temporary);
  const version = await project.nodeAt(path, '--version');
  await project.node('with-gateway.mjs', path, ...host.run, 'on-another-host.mjs');
  return `${version.split('\n')[0] ?? ''}: token, messages, cut, rotation, close and exit`;
}
