import { cellsOf, type Group } from '../../spec/takeover/cells';
import { add, noFigures, type Figures } from '../../spec/takeover/figures';
import type { Job } from './job';
import type { RuleName } from './rules';

/** The cells of one group by one rule, with a ping or without. */
export interface Row {
  readonly group: Group;
  readonly ping: boolean;
  readonly rule: RuleName;
  /** In the order of the group's cells. */
  readonly cells: readonly Figures[];
  readonly sum: Figures;
}

/** Every cell of these groups by both rules, with a ping and without. */
export async function measureAll(
  groups: readonly Group[],
  rotations: number,
  perform: (job: Job) => Promise<Figures>,
): Promise<readonly Row[]> {
  const rows = groups.flatMap((group) =>
    (['today', '0.1.0'] as const).flatMap((rule) => [false, true].map((ping) => ({ group, rule, ping }))),
  );
  return Promise.all(
    rows.map(async (row): Promise<Row> => {
      const jobs = cellsOf(row.group).map((_, index) => perform({ ...row, cell: index + 1, rotations }));
      const cells = await Promise.all(jobs);
      return { ...row, cells, sum: cells.reduce(add, noFigures()) };
    }),
  );
}
