import { usual, type Scenario } from './scenario';

/** What the cells of a group have in common, and what they are measured by. */
export type Group = 'main' | 'dies' | 'zombie' | 'newdies' | 'legacy' | 'stream' | 'overlap';

/** Every cell of a group, without a ping. */
export function cellsOf(group: Group): readonly Scenario[] {
  return CELLS[group];
}

export const groups: readonly Group[] = ['main', 'dies', 'zombie', 'newdies', 'legacy', 'stream', 'overlap'];

const HANDSHAKES = [80, 300, 1_500];
const SPREADS = [300, 2_000];
const SENDS = [1, 5];
const REPLIES = ['equal', 'none'] as const;

/** Each choice of one option with each of the scenarios so far. */
function each<Key extends keyof Scenario>(
  key: Key,
  choices: readonly Scenario[Key][],
  scenarios: readonly Scenario[] = [usual],
): readonly Scenario[] {
  return choices.flatMap((choice) => scenarios.map((scenario) => ({ ...scenario, [key]: choice })));
}

const traffic = (broadcasts: readonly number[]) =>
  each('handshake', HANDSHAKES, each('broadcasts', broadcasts, each('sends', SENDS, each('replies', REPLIES))));
const main = each('spread', SPREADS, traffic([1 / 60, 0.1, 1, 10]));
const busy = traffic([0.1, 1, 10]);

const CELLS: Readonly<Record<Group, readonly Scenario[]>> = {
  main,
  dies: each('old', ['dies'], busy),
  zombie: each('old', ['zombie', 'slept'], busy),
  newdies: each('next', ['dies'], busy),
  legacy: each('legacy', [true], busy),
  stream: each(
    'stream',
    [10],
    each(
      'handshake',
      [80, 1_500],
      each('broadcasts', [1 / 60, 0.1, 1], each('sends', [0.2, 1], each('replies', ['distinct']))),
    ),
  ),
  overlap: each(
    'overlap',
    [0, 200, 2_000],
    each('handshake', [80, 1_500], each('broadcasts', [1, 10], each('spread', SPREADS))),
  ),
};
