/**
 * A copy of the beginning of a text. Engines implement `slice` as a view of the whole text: 200 characters of a frame
 * would keep all of its megabytes in memory. JSON creates a new text on every engine.
 */
export function cut(text: string, length: number): string {
  return text.length > length ? (JSON.parse(JSON.stringify(text.slice(0, length))) as string) : text;
}
