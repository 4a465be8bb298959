import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackName } from './loopback';

const AUTHORITY = /^(\[[\da-f:.]+\]|[^:/?#@\\\s]+)(?::\d*)?$/i;

/** How many characters of a foreign name a refusal shows. */
const SHOWN_NAME = 100;

/**
 * Whose requests are answered. Any page that a developer opens can reach a server on his machine: directly, from an `Origin` of
 * its own, or by letting the name of its site stand for 127.0.0.1, with that name as the `Host`. So both must be of this
 * machine, or named. A client that is no page sends no `Origin`.
 */
export class Visitors {
  readonly #hostnames: ReadonlySet<string>;

  /**
   * @param allowedOrigins further origins, as `originOf` writes them
   * @param listensOnLoopback on another address every `Host` is right, and every `Origin` unless some are named
   */
  constructor(
    private readonly allowedOrigins: readonly string[],
    private readonly listensOnLoopback: boolean,
  ) {
    this.#hostnames = new Set(allowedOrigins.flatMap((origin) => hostnameOf(origin.replace(/^[^/]*\/\//, '')) ?? []));
  }

  /** Why a request is refused; undefined where it is not. */
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
 * An origin as browsers write it; undefined for what is none, a URL with a path among them. `null` is that of a page from
 * a file, and of a frame in a sandbox.
 */
export function originOf(text: string): string | undefined {
  if (text === 'null') return text;
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\\\s]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  // The scheme of a browser's extension is none that has an origin for `URL`.
  return origin === 'null' ? text.toLowerCase() : origin;
}

/** The name in a `Host`, as `URL` writes it. */
function hostnameOf(host: string): string | undefined {
  if (!AUTHORITY.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname;
}

function quoted(name: string): string {
  return JSON.stringify(name.length > SHOWN_NAME ? `${name.slice(0, SHOWN_NAME)}…` : name);
}
