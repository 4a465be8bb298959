/** The bytes of a text in UTF-8. A lone surrogate counts as the replacement character that a WebSocket makes of it. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
