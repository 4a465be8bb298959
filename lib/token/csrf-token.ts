/** Stands for the page where a host has none, so that a relative address is its own and an absolute one is not. */
const NO_PAGE = 'https://page.invalid';

/**
 * Whether a request goes to the page's own origin. Only there, and where the application allows it, the CSRF token may go:
 * whoever has it can act as the user's own pages do. Resolved as `fetch` does it, against the base of the document.
 */
export function isOwnOrigin(url: string): boolean {
  const { document, location, origin } = globalThis as Partial<typeof globalThis>;
  const page = location?.href ?? NO_PAGE;
  try {
    // A page without an origin of its own (a sandboxed frame, a file) has "null", and so has `data:` as an address.
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
