/**
 * Control characters and escape sequences, bidirectional controls and other invisible characters, lone surrogates, and
 * every kind of separator.
 */
const UNPRINTABLE = /[\p{C}\p{Z}]+/gu;

/** The maximum number of characters of a text in one line. */
const LONGEST = 120;

/**
 * A text from outside as one line of printable text, cut to the length of a line. In its original form it could move
 * the cursor, change the colours, or show its characters in another order.
 */
export function printable(text: string): string {
  const plain = text.replace(UNPRINTABLE, ' ').trim();
  if (plain.length <= LONGEST) return plain;
  // The cut must not leave half of a surrogate pair at the end.
  return `${plain.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…`;
}
