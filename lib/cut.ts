/**
 * The beginning of a text, as a text of its own. Engines keep a slice as a window on the whole: 200 characters of a frame
 * would hold all of its megabytes in memory. JSON makes a new text on every engine.
 */
export function cut(text: string, length: number): string {
  return text.length > length ? (JSON.parse(JSON.stringify(text.slice(0, length))) as string) : text;
}
