import type { Figures } from './figures';
import type { Measured, Run } from './measure';
import { CONNECTIONS_PER_SECOND } from './gateway';
import { ours } from './policies/all';
import { BUDGET } from './policies/our-parts';
import { wholeClients } from './policies/whole-clients';
import { minutes, seconds } from './show';

/** A figure that was to be reached, and whether it was. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  /** By how much it was missed; left out where it was reached. */
  readonly missed?: string;
}

/** The fleet that goals were set for. */
const FLEET = 100_000;

/** How much longer than the gateway's capacity allows the return may take. */
const SLACK = 1.5;

/** What was set as a goal before anything was simulated; of what was simulated, as a quick run simulates less. */
export function goals({ runs }: Measured): readonly Goal[] {
  const largest = runs.find(({ scenario, clients }) => scenario === 'restart' && clients === FLEET);
  return [
    ...(largest ? returning(largest) : []),
    budget(runs),
    ...runs.filter(({ scenario }) => scenario === 'office').map(allBack),
  ];
}

function returning({ clients, results }: Run): readonly Goal[] {
  const own = results.get(ours.name)?.figures;
  if (!own) return [];
  const limit = (SLACK * clients * 1_000) / CONNECTIONS_PER_SECOND;
  const others = [...results].filter(([name]) => name !== ours.name && name !== wholeClients.name);
  const where = `(a) with ${clients.toLocaleString('en')} clients:`;
  return [
    {
      what: `${where} time until 99 % are back`,
      goal: `at most ${seconds(limit)}`,
      measured: seconds(own.most),
      ...(own.most > limit && { missed: seconds(own.most - limit) }),
    },
    ...others.map(([name, { figures }]) => fewerAttempts(where, own, name, figures)),
  ];
}

function fewerAttempts(where: string, own: Figures, name: string, other: Figures): Goal {
  const over = own.meanAttempts - other.meanAttempts;
  const left = 1 - other.back / other.clients;
  const without = left > 0 ? `, which leaves ${percent(left)} out` : '';
  return {
    what: `${where} attempts for each client`,
    goal: `fewer than ${other.meanAttempts.toFixed(1)} (${name}${without})`,
    measured: own.meanAttempts.toFixed(1),
    ...(over >= 0 && { missed: over.toFixed(1) }),
  };
}

function budget(runs: readonly Run[]): Goal {
  const most = Math.max(
    ...runs.flatMap(({ results }) =>
      [ours.name, wholeClients.name].map((name) => results.get(name)?.figures.mostInAMinute ?? 0),
    ),
  );
  return {
    what: '(a) to (d): attempts of one client in any 60 s',
    goal: `at most its budget of ${BUDGET}`,
    measured: String(most),
    ...(most > BUDGET && { missed: String(most - BUDGET) }),
  };
}

function allBack({ clients, results }: Run): Goal {
  const own = results.get(ours.name)?.figures;
  const all = own?.slowest ?? Infinity;
  return {
    what: `(d) ${clients} clients behind one address`,
    goal: 'all back',
    measured: all < Infinity ? `after ${minutes(own?.all ?? NaN)}, at worst ${minutes(all)}` : 'never',
    ...(all === Infinity && {
      missed: `${percent(1 - (own?.back ?? 0) / clients)} of the clients, who are not back after an hour`,
    }),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
