const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d+){3}|::1)$/i;

/** Whether an address to listen on can be reached from this machine alone. */
export function isLoopbackAddress(host: string): boolean {
  return LOOPBACK_ADDRESS.test(host);
}

const LOOPBACK_NAME = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[?::1\]?)$/i;

/**
 * Whether a host name is one of this machine's own. The names under `localhost` are: nobody can register one, so no page of
 * elsewhere comes from one.
 */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAME.test(hostname);
}
