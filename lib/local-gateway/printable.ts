/**
 * Control characters and escape sequences, bidirectional controls and other invisible ones, lone surrogates, and every kind
 * of separator.
 */
const UNPRINTABLE = /[\p{C}\p{Z}]+/gu;

/** Characters of a text that one line shows. */
const LONGEST = 120;

/**
 * A text from outside as one line of printable text, cut to what a line can show. Written as it came, it could move the
 * cursor, change the colours, or show its characters in another order.
 */
export function printable(text: string): string {
  const plain = text.replace(UNPRINTABLE, ' ').trim();
  if (plain.length <= LONGEST) return plain;
  // No half of a surrogate pair stays at the end.
  return `${plain.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…`;
}
