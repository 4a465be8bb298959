export const HIDDEN = '[redacted]';

/** Parts of the names of secrets, as alternatives of a regular expression. */
export const SECRET_WORDS =
  'token|secret|passw(?:or)?d|pwd|passphrase|authorization|api[-_]?key|private[-_]?key|credential|csrf|cookie|session[-_]?(?:id|key)|jwt';

const SECRET_NAME = new RegExp(SECRET_WORDS, 'i');

/** The maximum depth to which JSON in a string of other JSON is searched. */
const DEEPEST_TEXT = 4;

/**
 * Replaces each value whose key names a secret by `"[redacted]"`. It works in any text with JSON in it, also if the
 * JSON was cut off. It reads the text once and keeps no stack, so that any depth of nesting works.
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

/** The end of a string that begins at `start`: after its closing quote, or at the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** The start of the value of a key; undefined if no colon follows. */
function startOfValue(text: string, endOfKey: number): number | undefined {
  const colon = skipSpace(text, endOfKey);
  return text[colon] === ':' ? skipSpace(text, colon + 1) : undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at += 1;
  return at;
}

/** The end of a value: a string, an object or an array with its content, or a word. */
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

/** The content of a string without its escapes; undefined if they are not valid. */
function unescaped(content: string): string | undefined {
  try {
    // The text is in the form of a JSON string, so the result is a string.
    return JSON.parse(`"${content}"`) as string;
  } catch {
    return undefined;
  }
}
