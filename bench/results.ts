import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where every benchmark writes what it printed: one file, a section for each command. */
export const RESULTS = join(import.meta.dirname, 'RESULTS.md');

/**
 * Puts a section between its markers in RESULTS.md, in place of what an earlier run wrote there; what people wrote
 * around the markers stays. A section that has no markers yet goes to the end.
 */
export function writeSection(name: string, markdown: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const text = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '# What was measured\n';
  const section = `${begin}\n\n${markdown.trim()}\n\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if ((from === -1) !== (to === -1)) throw new Error(`${RESULTS} holds one of ${begin} and ${end}, and not the other.`);
  const written =
    from === -1 ? `${text.trimEnd()}\n\n${section}\n` : text.slice(0, from) + section + text.slice(to + end.length);
  writeFileSync(RESULTS, written);
}

/** A table in Markdown; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const ruler = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(ruler), ...rows.map(line)].join('\n');
}
