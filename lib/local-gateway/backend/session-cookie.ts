/** The cookies of a `Cookie` header. If a name occurs several times, the last one counts, as in Django. */
export function cookiesOf(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const [name = '', ...value] = pair.split('=');
    cookies.set(name.trim(), value.join('=').trim());
  }
  return cookies;
}

/** Django's session cookie, which distinguishes the clients behind one address. */
export function sessionOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  return cookiesOf(headers.cookie).get('sessionid');
}
