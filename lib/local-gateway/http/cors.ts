import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Visitors } from '../rules/visitors';

/**
 * Allows the admitted pages to read an answer, including cookies. In production the token endpoint is on the site's own
 * origin; in development the page usually comes from a bundler's server on another port.
 */
export function allowPages(
  visitors: Visitors,
  methods: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin } = request.headers;
  if (origin === undefined || !visitors.admitsPage(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Expose-Headers', 'Date, Retry-After, x-amzn-errortype, x-amzn-RequestId');
  response.setHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', methods);
  const asked = request.headers['access-control-request-headers'];
  if (asked !== undefined) response.setHeader('Access-Control-Allow-Headers', asked);
}
