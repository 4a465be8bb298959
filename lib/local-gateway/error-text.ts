/** What a thrown value says of itself, whatever it is: reading it must not throw again. */
export function errorText(error: unknown): string {
  try {
    const text: unknown = error instanceof Error ? (error.stack ?? error.message) : error;
    return String(text);
  } catch {
    return 'something without a text was thrown';
  }
}
