/**
 * Marks the text of an error, a hint or a warning. The default build contains the text. The production build contains
 * its number instead, which leads to the text in docs/errors.md. That build has none of the values in the text.
 */
export function numbered(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values);
}

/**
 * Marks words that are added to a {@link numbered} text, or inserted into one. The production build leaves them out.
 */
export const detail = numbered;
