/** What a thrown value says of itself, whatever it is: reading it must not throw again. */
export function errorText(error: unknown): string {
  try {
    // Not by its class: a handler in a test is of another realm.
    const { stack } = Object(error) as { readonly stack?: unknown };
    return String(typeof stack === 'string' && stack !== '' ? stack : error);
  } catch {
    return 'something without a text was thrown';
  }
}
