export const HIDDEN = '[redacted]';

/** What the name of a secret has in it, as alternatives of a regular expression. */
export const SECRET_WORDS =
  'token|secret|passw(?:or)?d|pwd|passphrase|authorization|api[-_]?key|private[-_]?key|credential|csrf|cookie|session[-_]?(?:id|key)|jwt';

const SECRET_NAME = new RegExp(SECRET_WORDS, 'i');

/** How often JSON may be written as a string within JSON and is still looked into. */
const DEEPEST_TEXT = 4;

/**
 * Puts `"[redacted]"` in the place of each value whose key names a secret, in any text that has JSON in it, also where
 * the JSON was cut off. It goes through the text once and keeps no stack, so no nesting is too deep for it.
 */
export function hideJsonSecrets(text: string, depth = 0): string {
  let shown = '';
  let copied = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const end = endOfString(text, at);
    const value = startOfValue(text, end);
    const content = text.slice(at + 1, text[end - 1] === '"' && end - 1 > at ? end - 1 : end);
    if (value !== undefined && SECRET_NAME.test(unescaped(content) ?? content)) {
      shown += `${text.slice(copied, value)}"${HIDDEN}"`;
      copied = at = endOfValue(text, value);
      continue;
    }
    const inner = depth < DEEPEST_TEXT && content.includes('\\"') ? unescaped(content) : undefined;
    const hidden = inner === undefined ? undefined : hideJsonSecrets(inner, depth + 1);
    if (hidden !== undefined && hidden !== inner) {
      shown += text.slice(copied, at) + JSON.stringify(hidden);
      copied = end;
    }
    at = end;
  }
  return copied === 0 ? text : shown + text.slice(copied);
}

/** Where a string that begins at `start` is over: behind its closing quote, or at the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** Where the value of a key begins; undefined where no colon follows. */
function startOfValue(text: string, endOfKey: number): number | undefined {
  const colon = skipSpace(text, endOfKey);
  return text[colon] === ':' ? skipSpace(text, colon + 1) : undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at += 1;
  return at;
}

/** Where a value is over: a string, an object or an array with all that is in it, or a word. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length;) {
    const character = text[at] ?? '';
    if (depth === 0 && at > start && ',}] \t\r\n'.includes(character)) return at;
    if (character === '"') {
      at = endOfString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    at += 1;
    if (depth <= 0 && (character === '}' || character === ']')) return depth < 0 ? at - 1 : at;
  }
  return text.length;
}

/** A string's content with its escapes read; undefined where they cannot be. */
function unescaped(content: string): string | undefined {
  try {
    // What is written as a JSON string parses to one.
    return JSON.parse(`"${content}"`) as string;
  } catch {
    return undefined;
  }
}
