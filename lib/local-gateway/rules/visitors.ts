import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackName } from './loopback';

const AUTHORITY = /^(\[[\da-f:.]+\]|[^:/?#@\\\s]+)(?::\d*)?$/i;

/** The maximum number of characters of a foreign name in a refusal. */
const SHOWN_NAME = 100;

/**
 * Decides which requests are answered. Any page that a developer opens can reach a server on this machine. It can do so
 * directly, with its own `Origin`. Or a DNS name of its site points to 127.0.0.1, and is the `Host` of the request. So
 * both must belong to this machine, or be allowed. A client that is not a page sends no `Origin`.
 */
export class Visitors {
  readonly #hostnames: ReadonlySet<string>;

  /**
   * @param allowedOrigins more origins, in the format of `originOf`
   * @param listensOnLoopback on another address every `Host` is accepted, and every `Origin` unless some are allowed
   */
  constructor(
    private readonly allowedOrigins: readonly string[],
    private readonly listensOnLoopback: boolean,
  ) {
    this.#hostnames = new Set(allowedOrigins.flatMap((origin) => hostnameOf(origin.replace(/^[^/]*\/\//, '')) ?? []));
  }

  /** Why a request is refused; undefined if it is not. */
  refusalOf({ host, origin }: IncomingHttpHeaders): string | undefined {
    if (host !== undefined && !this.#isOurs(host)) {
      return `the Host ${quoted(host)} is not this machine's; a name in allowedOrigins (--allow-origin) admits it`;
    }
    if (origin !== undefined && !this.admitsPage(origin)) {
      return `the Origin ${quoted(origin)} is not this machine's; allowedOrigins (--allow-origin) admits more`;
    }
    return undefined;
  }

  /** Whether a page of that origin may use the gateway. */
  admitsPage(origin: string): boolean {
    if (!this.listensOnLoopback && this.allowedOrigins.length === 0) return true;
    const written = originOf(origin);
    if (written === undefined) return false;
    if (this.allowedOrigins.includes(written)) return true;
    return /^https?:/.test(written) && isLoopbackName(new URL(written).hostname);
  }

  #isOurs(host: string): boolean {
    if (!this.listensOnLoopback) return true;
    const hostname = hostnameOf(host);
    return hostname !== undefined && (isLoopbackName(hostname) || this.#hostnames.has(hostname));
  }
}

/**
 * An origin in the format of browsers; undefined for any other text, including a URL with a path. `null` is the origin
 * of a page from a file, and of a sandboxed frame.
 */
export function originOf(text: string): string | undefined {
  if (text === 'null') return text;
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\\\s]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  // `URL` gives no origin for the scheme of a browser's extension.
  return origin === 'null' ? text.toLowerCase() : origin;
}

/** The name in a `Host`, in the format of `URL`. */
function hostnameOf(host: string): string | undefined {
  if (!AUTHORITY.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname;
}

function quoted(name: string): string {
  return JSON.stringify(name.length > SHOWN_NAME ? `${name.slice(0, SHOWN_NAME)}…` : name);
}
