/** The addresses of this machine in the format of `URL`, including IPv4 in the notation of IPv6. */
const LOOPBACK = String.raw`127(?:\.\d+){3}|\[(?:::1|::ffff:7f[\da-f]{2}:[\da-f]{1,4})\]`;
const LOOPBACK_ADDRESS = new RegExp(`^(?:localhost|${LOOPBACK})$`);
const LOOPBACK_NAME = new RegExp(`^(?:localhost|.+\\.localhost|${LOOPBACK})$`);

/** Whether an address to bind to can be reached from this machine only, in any notation: also `127.1`. */
export function isLoopbackAddress(host: string): boolean {
  const url = `http://${host.includes(':') ? `[${host}]` : host}`;
  return URL.canParse(url) && LOOPBACK_ADDRESS.test(new URL(url).hostname);
}

/**
 * Whether a host name, in the format of `URL`, belongs to this machine. The names under `localhost` do: they cannot be
 * registered, and Chromium and Firefox resolve them without a name server.
 */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAME.test(hostname);
}
