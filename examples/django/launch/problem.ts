/** What a person at the terminal can do something about: one line, and no stack. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** The last line of what a program printed, where Python and pip say what went wrong. */
export function lastLineOf(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'it printed nothing';
}
