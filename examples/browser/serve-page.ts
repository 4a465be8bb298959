import { serve, type Served, type ServeOptions } from '../serve/serve';
import { sendReadings } from './readings';

/** Nothing but what comes from this address, and no text that becomes code or HTML. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The built page with its backend: the local gateway, which sends readings to both rooms. */
export async function servePage(options: ServeOptions & { readonly folder: string }): Promise<Served> {
  const served = await serve({
    ...options,
    headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY, ...options.headers },
  });
  const stop = sendReadings(served.gateway, ['general', 'support']);
  return {
    ...served,
    close() {
      stop();
      return served.close();
    },
  };
}
