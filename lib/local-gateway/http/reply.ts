import type { ServerResponse } from 'node:http';

/** Sends a complete answer. */
export function reply(response: ServerResponse, status: number, body = '', contentType?: string): void {
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  response.writeHead(status, status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
