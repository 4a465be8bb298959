import { cellsOf, type Group } from '../../spec/takeover/cells';
import { lostInSilence, type Figures } from '../../spec/takeover/figures';
import { judge } from '../../spec/takeover/goals';
import { nameOf } from '../../spec/takeover/scenario';
import { table } from '../results';
import type { Row } from './measure-all';

const TITLES: Readonly<Record<Group, string>> = {
  main: 'Both connections live on',
  dies: 'The old one is lost between the start of the rotation and its end',
  zombie: 'After a sleep: the old one is dead without a close event, or lives',
  newdies: 'The new one is lost within 10 s',
  legacy: 'A package of before 4.1.0, which handles what a marked connection sends',
  stream: 'Every send has a stream of ten replies',
  overlap: 'Overlaps of 0, 0.2 and 2 s',
};

const HEAD = [
  'rule',
  'sends lost in silence (worst cell)',
  'to a deaf one',
  'to a dead one',
  'in flight at a loss',
  'told as lost',
  'told though handled',
  'broadcasts missed (worst cell)',
  'broadcasts taken for copies',
  'replies taken for copies',
  'doubled',
  'healthy dropped (worst cell)',
  'deaf or dead dropped',
  'deaf kept, %',
  'takeover after the open, s (longest)',
  'longest wait of a send, s',
  'tokens',
];

/** Everything that was simulated, in Markdown. */
export function report(rows: readonly Row[], rotations: number): string {
  const names = [...new Set(rows.map(({ group }) => group))];
  return `## Where one connection replaces another

A simulation in virtual time: the real client, one rotation at a time, and a backend that marks a connection as gone when
the broadcast that met its \`$connect\` ends, as the Django package does. ${rotations} rotations of each cell, the same ones for
each rule; 0.1.0 is the core of that version. Figures are for one rotation, on average over the cells; a send counts as lost
in silence if it was accepted, not handled, and no \`undelivered\` fault came.

${names.map((name) => sectionOf(name, rows)).join('\n\n')}`;
}

/** One row for each cell of a group. */
export function cellTable(rows: readonly Row[]): string {
  const cells = rows.flatMap(({ group, rule, ping, cells }) =>
    cells.map((figures, index) => {
      const scenario = cellsOf(group)[index];
      const name = scenario ? nameOf({ ...scenario, ping }) : '';
      return [`${group}:${index + 1}, ${rule}: ${name}`, ...columns(figures, [figures])];
    }),
  );
  return table(HEAD, cells);
}

function sectionOf(group: Group, rows: readonly Row[]): string {
  const own = rows.filter((row) => row.group === group);
  const figures = own.map(({ rule, ping, sum, cells }) => [`${rule}${ping ? ', ping' : ''}`, ...columns(sum, cells)]);
  return `### ${TITLES[group]}

${cellsOf(group).length} cells.

${table(HEAD, figures)}

${goalTable(group, own)}`;
}

function goalTable(group: Group, own: readonly Row[]): string {
  const judged = [false, true].flatMap((ping) => {
    const [today, before] = (['today', '0.1.0'] as const).map(
      (rule) => own.find((row) => row.rule === rule && row.ping === ping)?.sum,
    );
    if (!today || !before) return [];
    return judge(group, ping, today, before).map(({ what, goal, today, before, reached }) => [
      `${what}${ping ? ', ping' : ''}`,
      goal,
      number(today),
      number(before),
      reached ? 'reached' : 'missed',
    ]);
  });
  return table(['goal', 'to reach', 'today', '0.1.0', ''], judged);
}

function columns(sum: Figures, cells: readonly Figures[]): readonly string[] {
  const mean = (value: number) => number(value / sum.rotations);
  const worst = (of: (figures: Figures) => number) =>
    `${mean(of(sum))} (${number(Math.max(...cells.map((one) => of(one) / one.rotations)))})`;
  return [
    worst(lostInSilence),
    mean(sum.lostDeaf),
    mean(sum.lostZombie),
    mean(sum.lostInFlight),
    mean(sum.told),
    mean(sum.toldThoughHandled),
    worst(({ missed }) => missed),
    mean(sum.lostBroadcasts),
    mean(sum.lostReplies),
    mean(sum.doubledBroadcasts + sum.doubledReplies),
    worst(({ healthyDropped }) => healthyDropped),
    mean(sum.deafDropped),
    mean(100 * sum.deafKept),
    `${number(sum.takeoverTime / sum.takeovers / 1_000)} (${number(sum.longestTakeover / 1_000)})`,
    number(sum.longestHeld / 1_000),
    mean(sum.tokens),
  ];
}

/** Two decimals, or as many as show that it is not none. */
function number(value: number): string {
  if (value === 0 || value >= 0.005) return value.toFixed(2);
  return Number.isFinite(value) ? value.toPrecision(1) : '–';
}
