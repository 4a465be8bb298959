import type { Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import type { TokenInput } from '../../lib';

/** What a browser would keep of a login, and send by itself. */
export interface Session {
  /** The site's origin, as a page of it has. */
  readonly origin: string;
  /** The session cookie and the CSRF cookie, as the value of a `Cookie` header. */
  readonly cookie: string;
  readonly csrfToken: string;
}

/** Logs in, and keeps the cookies that come back. */
export async function logIn(url: string): Promise<Session> {
  const { headers } = await fetch(url);
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  const cookie = cookies.join('; ');
  const csrfToken = /\bcsrftoken=([^;]+)/.exec(cookie)?.[1];
  if (csrfToken === undefined) throw new Error(`${url} set no csrftoken cookie.`);
  return { origin: new URL(url).origin, cookie, csrfToken };
}

/** A token for each connection: the POST that `djangoToken()` makes in a browser, with the cookies by hand. */
export function sessionToken(url: string, { origin, cookie, csrfToken }: Session): Observable<TokenInput> {
  return fromFetch(url, {
    method: 'POST',
    headers: { Origin: origin, Cookie: cookie, 'X-CSRFToken': csrfToken },
    selector: async (response) => {
      const { ok, status, headers } = response;
      // By these the client tells what to try again, and when, from what only a login cures.
      if (!ok) throw Object.assign(new Error('no token'), { status, headers, body: await response.text() });
      return (await response.json()) as TokenInput;
    },
  });
}
