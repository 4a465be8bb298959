/** The base URL on a host without a page: a relative URL then counts as own, and an absolute one does not. */
const NO_PAGE = 'https://page.invalid';

/**
 * Whether a request goes to the page's own origin. The CSRF token may only go there, unless the application allows
 * more, because it gives the rights of the user's own pages. The URL is resolved as in `fetch`, against the base of the
 * document.
 */
export function isOwnOrigin(url: string): boolean {
  const { document, location, origin } = globalThis as Partial<typeof globalThis>;
  const page = location?.href ?? NO_PAGE;
  try {
    // A page without an origin (a sandboxed frame, a file) has "null", and so has a `data:` URL.
    const own = origin ?? new URL(page).origin;
    return own !== 'null' && new URL(url, document?.baseURI ?? page).origin === own;
  } catch {
    return false;
  }
}

/** The `csrftoken` cookie: the last of several, as Django reads them. */
export function csrfCookie(): string {
  const cookies = typeof document === 'undefined' ? '' : document.cookie;
  const values = cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith('csrftoken='));
  return values.at(-1)?.slice('csrftoken='.length) ?? '';
}
