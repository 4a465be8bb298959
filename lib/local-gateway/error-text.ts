/** The text of a thrown value of any kind. Never throws, whatever the getters of the value do. */
export function errorText(error: unknown): string {
  try {
    // Not by its class: a handler in a test is of another realm.
    const { stack } = Object(error) as { readonly stack?: unknown };
    return String(typeof stack === 'string' && stack !== '' ? stack : error);
  } catch {
    return 'something without a text was thrown';
  }
}
