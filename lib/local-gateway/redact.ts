import { hideJsonSecrets, HIDDEN, SECRET_WORDS } from './secret-members';

/**
 * A parameter of a query anywhere in the text. It ends at the first character that a query cannot contain, as in a JSON
 * string.
 */
const PARAMETER = /([?&])([^=&#?\s"\\]*)=([^&#\s"\\]*)/g;
/** The only parameter that a log needs, and that is not a secret. */
const SHOWN_PARAMETER = 'channel';
/** `token: abc`, `password=abc`, `'csrftoken': 'a b'`, `Authorization: Bearer abc`, in text that is not JSON. */
const NAMED = new RegExp(
  `((?:${SECRET_WORDS})[\\w-]{0,40}['"]?\\s{0,4}[=:]\\s{0,4}(?:(?:Bearer|Token|Basic)\\s{1,4})?)` +
    `(?!"?\\[redacted\\])(?:'[^'\\n]*'?|"[^"\\n]*"?|[^\\s'",;&<>]+)`,
  'gi',
);
/**
 * Texts in the form of a secret: the package's tokens, Django's session keys and CSRF tokens, digests, JSON Web Tokens.
 */
const SECRET_LITERAL =
  /\b(?:[0-9a-f]{32,}|(?=[a-z]{0,63}\d)(?:[a-z\d]{32}){1,2})\b|(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/gi;

/**
 * A text (a URL, a frame, a backend's answer) without its secrets. Every event, error and log line of the gateway
 * passes through this function, because other people read a terminal's scrollback and a CI log.
 */
export function redact(text: string): string {
  return hideJsonSecrets(text)
    .replace(PARAMETER, (whole, before: string, name: string) =>
      name === SHOWN_PARAMETER ? whole : `${before}${name}=${HIDDEN}`,
    )
    .replace(NAMED, `$1${HIDDEN}`)
    .replace(SECRET_LITERAL, HIDDEN);
}

/** A path with its query. Everything after a `?` is hidden, except the names of the parameters and the channel. */
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
