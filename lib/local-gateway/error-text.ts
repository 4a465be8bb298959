/** The text of a thrown value of any kind. Never throws, even if a getter of the value does. */
export function errorText(error: unknown): string {
  try {
    // Not by its class: a handler in a test is from another realm.
    const { stack } = Object(error) as { readonly stack?: unknown };
    return String(typeof stack === 'string' && stack !== '' ? stack : error);
  } catch {
    return 'something without a text was thrown';
  }
}
