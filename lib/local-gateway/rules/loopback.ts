/** The addresses of this machine as `URL` writes them, IPv4 in the notation of IPv6 among them. */
const LOOPBACK = String.raw`127(?:\.\d+){3}|\[(?:::1|::ffff:7f[\da-f]{2}:[\da-f]{1,4})\]`;
const LOOPBACK_ADDRESS = new RegExp(`^(?:localhost|${LOOPBACK})$`);
const LOOPBACK_NAME = new RegExp(`^(?:localhost|.+\\.localhost|${LOOPBACK})$`);

/** Whether an address to listen on can be reached from this machine alone, however it is written: `127.1` too. */
export function isLoopbackAddress(host: string): boolean {
  const url = `http://${host.includes(':') ? `[${host}]` : host}`;
  return URL.canParse(url) && LOOPBACK_ADDRESS.test(new URL(url).hostname);
}

/**
 * Whether a host name, as `URL` writes it, is one of this machine's own. The names under `localhost` are: nobody can register
 * one, and Chromium and Firefox ask no name server for them.
 */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAME.test(hostname);
}
