/**
 * The bytes of a text in UTF-8. A lone surrogate counts as the replacement character that a WebSocket makes of it. Counted
 * by hand, because there is no TextEncoder in jsdom, where many an application's tests run.
 */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
