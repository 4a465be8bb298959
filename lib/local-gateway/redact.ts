const TOKEN_PARAMETER = /([?&](?:ws_token|token|csrfmiddlewaretoken)=)[^&#\s"]*/gi;
const TOKEN_LITERAL = /\b[0-9a-f]{64}\b/gi;

/**
 * A text (a URL, a frame, a backend's answer) without the single-use tokens in it. Everything that leaves the gateway as
 * an event, an error or a log line passes through here: a terminal's scrollback and a CI log are read by others.
 */
export function redact(text: string): string {
  return text.replace(TOKEN_PARAMETER, '$1[redacted]').replace(TOKEN_LITERAL, '[redacted]');
}
