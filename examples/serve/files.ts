import { createReadStream, existsSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
]);

/** What is asked for. */
export interface FileRequest {
  readonly folder: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A file of the folder; what is not there is the page, which knows its own addresses. */
export function sendFile({ folder, path, headers }: FileRequest, response: ServerResponse): void {
  const named = join(folder, normalize(decoded(path)));
  const file =
    named.startsWith(folder) && existsSync(named) && statSync(named).isFile() ? named : join(folder, 'index.html');
  response.writeHead(200, { 'Content-Type': TYPES.get(extname(file)) ?? 'application/octet-stream', ...headers });
  createReadStream(file).pipe(response);
}

/** A path that nobody could have encoded names no file. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/';
  }
}
