import colors from 'picocolors';

/** What the demo counts while it runs. */
export interface Tally {
  readonly messages: Map<string, number>;
  /** Every token that the endpoint gave out, to see that none came twice. */
  readonly tokens: string[];
  /** How connections ended, as `code clean` or `code`. */
  readonly endings: string[];
  connections: number;
  /** Handshakes that the gateway refused: a token used twice would be one. */
  refused: number;
}

export const emptyTally = (): Tally => ({ messages: new Map(), tokens: [], endings: [], connections: 0, refused: 0 });

/** One thing that the demo is to show, and whether it did. */
interface Claim {
  readonly name: string;
  readonly value: string | number;
  readonly holds: boolean;
}

/** What was seen, held against what the story is to show. */
export function claimsOf({ messages, tokens, endings, connections, refused }: Tally): readonly Claim[] {
  const reused = tokens.length - new Set(tokens).size + refused;
  const atLeast = (name: string, least: number): Claim => {
    const value = messages.get(name) ?? 0;
    return { name: `messages: ${name}`, value, holds: value >= least };
  };
  return [
    atLeast('toast', 2),
    atLeast('chat_message', 4),
    atLeast('task_progress', 5),
    { name: 'connections', value: connections, holds: connections === 3 },
    { name: 'endings', value: endings.join(', '), holds: endings.join() === '1001 clean,1006' },
    { name: 'tokens fetched', value: tokens.length, holds: tokens.length === 3 },
    { name: 'tokens reused', value: reused, holds: reused === 0 },
  ];
}

/** Prints the summary; the result is whether every claim holds. */
export function printSummary(tally: Tally, write: (line: string) => void = console.log): boolean {
  const claims = claimsOf(tally);
  write('');
  write(colors.bold('Summary'));
  for (const { name, value, holds } of claims) {
    const mark = holds ? colors.green('✓') : colors.red('✗');
    write(`  ${mark} ${name.padEnd(24)} ${String(value)}`);
  }
  return claims.every(({ holds }) => holds);
}
