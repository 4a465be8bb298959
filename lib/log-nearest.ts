import { show } from './show';
import { detail } from './text';

/** A question that suggests the most similar of some names; empty if none is similar. */
export function didYouMean(name: string, names: readonly string[], prefix = ''): string {
  let least = name.length / 2;
  let nearest = '';
  for (const one of names) {
    const differs = difference(name.toLowerCase(), one.toLowerCase());
    if (differs > least) continue;
    least = differs - 0.5;
    nearest = one;
  }
  return nearest && detail` Did you mean ${show(prefix + nearest)}?`;
}

/** How many letters remain of the longer name without the common start and end. A typing error leaves two at most. */
function difference(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return Math.max(one.length, other.length) - start - end;
}
