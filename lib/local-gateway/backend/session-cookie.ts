/** The cookies of a `Cookie` header; of several with one name the last, as Django reads them. */
export function cookiesOf(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const [name = '', ...value] = pair.split('=');
    cookies.set(name.trim(), value.join('=').trim());
  }
  return cookies;
}

/** Django's session cookie, by which one client behind an address is told from another. */
export function sessionOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  return cookiesOf(headers.cookie).get('sessionid');
}
