import { assemble } from '../../bench/takeover/client-0.1.0.js';
import type { Group } from './cells';
import { add, noFigures, type Figures } from './figures';
import { judge } from './goals';
import { measure } from './measure';
import { thisRule } from './rule';
import { nameOf, usual, type Scenario } from './scenario';

/** Of each cell. `npm run bench:takeover` simulates every cell with 300. */
const ROTATIONS = 10;

const slow: Scenario = { ...usual, handshake: 1_500 };

/** Cells in which a broadcast meets the handshake often enough to be seen in so few rotations. */
const cases: readonly { readonly group: Group; readonly what: string; readonly cells: readonly Scenario[] }[] = [
  {
    group: 'main',
    what: 'loses, misses and doubles nothing where both connections live on',
    cells: [
      { ...slow, broadcasts: 10, spread: 2_000, sends: 5 },
      { ...slow, spread: 2_000, sends: 5 },
      { ...usual, handshake: 80, broadcasts: 1 / 60 },
    ],
  },
  {
    group: 'main',
    what: 'loses, misses and doubles nothing where a ping is answered',
    cells: [{ ...slow, broadcasts: 10, spread: 2_000, replies: 'none', ping: true }],
  },
  {
    group: 'overlap',
    what: 'loses less than 0.1.0 where the overlap is short or none',
    cells: [0, 200, 2_000].map((overlap) => ({ ...slow, broadcasts: 10, spread: 2_000, overlap })),
  },
  {
    group: 'dies',
    what: 'loses little where the old connection is lost meanwhile',
    cells: [{ ...slow, sends: 5, replies: 'none', old: 'dies' }],
  },
  {
    group: 'zombie',
    what: 'loses little after a sleep that the old connection did not outlive',
    cells: [{ ...slow, ping: true, old: 'zombie' }],
  },
  {
    group: 'newdies',
    what: 'loses and misses nothing where the new connection is lost',
    cells: [{ ...slow, broadcasts: 10, next: 'dies' }],
  },
  {
    group: 'legacy',
    what: 'misses little where an older package handles what a marked connection sends',
    cells: [{ ...slow, broadcasts: 10, legacy: true }],
  },
];

describe('a rotation', () => {
  it.each(cases)('$what', ({ group, cells }) => {
    expect(missedGoals(group, cells)).toEqual([]);
  });

  it('drops few healthy connections where every send has a stream of replies', () => {
    const cells: readonly Scenario[] = [{ ...slow, replies: 'distinct', stream: 10 }];
    expect(missedGoals('stream', cells)).toEqual([]);
  });
});

/** What the client does not reach in these cells, with the figures. */
function missedGoals(group: Group, cells: readonly Scenario[]): readonly string[] {
  const seen = cells.map((cell) => ({ cell, figures: measure(thisRule, cell, ROTATIONS) }));
  const today = seen.map(({ figures }) => figures).reduce(add, noFigures());
  const before = cells.map((cell) => measure(assemble, cell, ROTATIONS)).reduce(add, noFigures());
  const ping = cells.every((cell) => cell.ping);
  const missed = judge(group, ping, today, before)
    .filter(({ reached }) => !reached)
    .map(({ what, goal, today, before }) => `${what}: ${mean(today)} a rotation (0.1.0: ${mean(before)}), not ${goal}`);
  return missed.length === 0
    ? []
    : [...missed, ...seen.map(({ cell, figures }) => `${nameOf(cell)}: ${shown(figures)}`)];
}

const mean = (value: number) => String(Number(value.toFixed(3)));

/** Every figure that is not 0, as its sum. */
function shown(figures: Figures): string {
  return Object.entries(figures)
    .filter(([, value]) => value !== 0)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
