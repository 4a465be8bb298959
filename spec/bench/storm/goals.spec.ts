import type { Figures } from '../../../bench/storm/figures';
import { goals } from '../../../bench/storm/goals';
import type { Result } from '../../../bench/storm/job';
import type { Run } from '../../../bench/storm/measure';
import type { ScenarioName } from '../../../bench/storm/scenario';

const figures: Figures = {
  clients: 100_000,
  back: 100_000,
  half: 100_000,
  most: 250_000,
  all: 280_000,
  slowest: 280_000,
  peakTokens: 90_000,
  meanAttempts: 8.5,
  mostAttempts: 14,
  mostInAMinute: 7,
};

const result = (given: Partial<Figures>): Result => ({ figures: { ...figures, ...given }, curve: [] });

const run = (scenario: ScenarioName, clients: number, own: Partial<Figures>, peer: Partial<Figures>): Run => ({
  scenario,
  clients,
  results: new Map([
    ['rx-gateway-socket', result({ clients, ...own })],
    ['socket.io', result({ clients, ...peer })],
  ]),
});

const judged = (...runs: readonly Run[]) =>
  goals({ runs, variants: [], returned: result({}) }).map(({ goal, measured, missed }) => [goal, measured, missed]);

describe('a goal', () => {
  it('is reached with 99 % back in 300 s, fewer attempts than a peer, and within the budget', () => {
    expect(judged(run('restart', 100_000, {}, { meanAttempts: 24.5 }))).toEqual([
      ['at most 300 s', '250 s', undefined],
      ['fewer than 24.5 (socket.io)', '8.5', undefined],
      ['at most its budget of 10', '7', undefined],
    ]);
  });

  it('that is missed says by how much, and whom a peer with fewer attempts leaves out', () => {
    const slow = { most: 310_500, mostInAMinute: 12 };
    expect(judged(run('restart', 100_000, slow, { meanAttempts: 4, back: 16_600 }))).toEqual([
      ['at most 300 s', '311 s', '10.5 s'],
      ['fewer than 4.0 (socket.io, which leaves 83 % out)', '8.5', '4.5'],
      ['at most its budget of 10', '12', '2'],
    ]);
  });

  it('for an office is that all come back, in the slowest run too', () => {
    const back = { all: 180_000, slowest: 240_000 };
    const never = { all: 180_000, slowest: Infinity, back: 60 };
    expect(judged(run('office', 30, back, {}), run('office', 100, never, {}))).toEqual([
      ['at most its budget of 10', '7', undefined],
      ['all back', 'after 3.0 min, at worst 4.0 min', undefined],
      ['all back', 'never', '40 % of the clients, who are not back after an hour'],
    ]);
  });

  it('of 100,000 clients is none of a smaller fleet', () => {
    expect(judged(run('restart', 1_000, {}, {}))).toHaveLength(1);
  });
});
