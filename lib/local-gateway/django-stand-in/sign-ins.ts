import { randomBytes } from 'node:crypto';
import { cookiesOf } from '../backend/session-cookie';

/** The credentials of a signed-in client: Django's session cookie and the CSRF token that belongs to it. */
export interface SignIn {
  /** The name of the user. */
  readonly username: string;
  /** The value of the cookie `sessionid`. */
  readonly sessionId: string;
  /** The value of the cookie `csrftoken`, and of the header `X-CSRFToken`. */
  readonly csrfToken: string;
  /** Both cookies, as the value of a `Cookie` header. */
  readonly cookie: string;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** Users with a session, in memory. */
export class SignIns {
  readonly #bySession = new Map<string, SignIn>();

  /** Signs a user in, with a new session and a new CSRF token each time, as Django's login rotates both. */
  add(username: string): SignIn {
    const sessionId = randomBytes(16).toString('hex');
    const csrfToken = randomBytes(16).toString('hex');
    const signIn = { username, sessionId, csrfToken, cookie: `sessionid=${sessionId}; csrftoken=${csrfToken}` };
    this.#bySession.set(sessionId, signIn);
    return signIn;
  }

  /** Ends a session, as Django's logout does. */
  remove(sessionId: string): void {
    this.#bySession.delete(sessionId);
  }

  /**
   * The login of a request's session cookie. A session that is not in the database counts as no login, as in Django.
   */
  of(headers: Headers): SignIn | undefined {
    return this.#bySession.get(cookiesOf(headers.cookie).get('sessionid') ?? '');
  }
}

/**
 * Django's CSRF check for a POST over HTTP: the `X-CSRFToken` header must repeat the cookie, and an `Origin` must be
 * the site's own or a trusted one.
 */
export function passesCsrf(headers: Headers, trustedOrigins: readonly string[]): boolean {
  const { origin, host = '' } = headers;
  if (origin !== undefined && origin !== `http://${host}` && !trustedOrigins.includes(origin)) return false;
  const cookie = cookiesOf(headers.cookie).get('csrftoken') ?? '';
  return cookie !== '' && headers['x-csrftoken'] === cookie;
}
