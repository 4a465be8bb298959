/** Whatever a log could make of a value: each of its own properties, enumerable or not, and those of what it holds. */
export function said(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '' : String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const own = Reflect.ownKeys(value).map((key) => `${String(key)}: ${said(Reflect.get(value, key), seen)}`);
  return [value instanceof Error ? String(value) : '', ...own].join('\n');
}
