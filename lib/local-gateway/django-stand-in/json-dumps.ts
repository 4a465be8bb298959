/**
 * JSON in the format of Python's `json.dumps`: a space after each comma and colon, and ASCII only. Clients parse the
 * same values, but the lengths differ: an emoji takes 12 bytes of the 128 KB that the package allows for a message.
 */
export function dumps(value: unknown): string {
  return written(JSON.parse(JSON.stringify(value)));
}

function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${ascii(name)}: ${written(member)}`);
    return `{${members.join(', ')}}`;
  }
  return ascii(value);
}

/** A string, a number, a boolean or null. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
