/**
 * Marks a text of an error, a hint or a warning. The default build has the text as it is written here. The production
 * build has its number instead, under which docs/errors.md has the text; no value that the text shows is left there.
 */
export function numbered(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values);
}

/** Marks words that are added to a {@link numbered} text, or put into one. The production build leaves them out. */
export const detail = numbered;
