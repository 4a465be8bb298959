import { hideJsonSecrets, HIDDEN, SECRET_WORDS } from './secret-members';

/** A parameter of a query, wherever in the text: it ends at the first character that none has, as in a JSON string. */
const PARAMETER = /([?&])([^=&#?\s"\\]*)=([^&#\s"\\]*)/g;
/** The one parameter that a log needs, and that is no secret. */
const SHOWN_PARAMETER = 'channel';
/** `token: abc`, `password=abc`, `'csrftoken': 'a b'`, `Authorization: Bearer abc`, in text that is no JSON. */
const NAMED = new RegExp(
  `((?:${SECRET_WORDS})[\\w-]{0,40}['"]?\\s{0,4}[=:]\\s{0,4}(?:(?:Bearer|Token|Basic)\\s{1,4})?)` +
    `(?!"?\\[redacted\\])(?:'[^'\\n]*'?|"[^"\\n]*"?|[^\\s'",;&<>]+)`,
  'gi',
);
/** What has the form of a secret: the package's tokens, Django's session keys and CSRF tokens, digests, JSON Web Tokens. */
const SECRET_LITERAL =
  /\b(?:[0-9a-f]{32,}|(?=[a-z]{0,63}\d)(?:[a-z\d]{32}){1,2})\b|(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/gi;

/**
 * A text (a URL, a frame, a backend's answer) without the secrets in it. Everything that leaves the gateway as an event, an
 * error or a log line passes through here: a terminal's scrollback and a CI log are read by others.
 */
export function redact(text: string): string {
  return hideJsonSecrets(text)
    .replace(PARAMETER, (whole, before: string, name: string) =>
      name === SHOWN_PARAMETER ? whole : `${before}${name}=${HIDDEN}`,
    )
    .replace(NAMED, `$1${HIDDEN}`)
    .replace(SECRET_LITERAL, HIDDEN);
}

/** A path with its query: all that follows a `?` is hidden, but the names of its parameters and the channel. */
export function redactPath(path: string, search: string): string {
  if (search === '') return redact(path);
  const parts = search.slice(1).split('&').map(redactPart);
  return redact(`${path}?${parts.join('&')}`);
}

function redactPart(part: string): string {
  const [name = ''] = part.split('=', 1);
  if (part === '' || (name === SHOWN_PARAMETER && part !== name)) return part;
  return part === name ? HIDDEN : `${name}=${HIDDEN}`;
}
