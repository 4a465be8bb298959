import type { Figures } from '../../storm/figures';
import { goals } from '../../storm/goals';
import type { Result } from '../../storm/job';
import type { Run } from '../../storm/measure';
import type { ScenarioName } from '../../storm/scenario';

const figures: Figures = {
  clients: 100_000,
  back: 100_000,
  half: 100_000,
  most: 220_000,
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
  it('is reached with 99 % back in 230 s, fewer attempts than a peer, and within the budget', () => {
    expect(judged(run('restart', 100_000, {}, { meanAttempts: 24.5 }))).toEqual([
      ['at most 230 s', '220 s', undefined],
      ['fewer than 24.5 (socket.io)', '8.5', undefined],
      ['at most its budget of 10', '7', undefined],
    ]);
  });

  it('that is missed says by how much, and whom a peer with fewer attempts leaves out', () => {
    const slow = { most: 310_500, mostInAMinute: 12 };
    expect(judged(run('restart', 100_000, slow, { meanAttempts: 4, back: 16_600 }))).toEqual([
      ['at most 230 s', '311 s', '80.5 s'],
      ['fewer than 4.0 (socket.io, which leaves 83 % out)', '8.5', '4.5'],
      ['at most its budget of 10', '12', '2'],
    ]);
  });

  it('after an outage is to be no slower than version 0.1.0', () => {
    expect(judged(run('outage', 100_000, { most: 240_000 }, {}))).toEqual([
      ['at most 238 s', '240 s', '2.0 s'],
      ['at most its budget of 10', '7', undefined],
    ]);
  });

  it('for an office is that all come back in time, and in the slowest run at all', () => {
    const back = { all: 180_000, slowest: 240_000 };
    const late = { all: 500_000, slowest: 500_000 };
    const never = { all: 180_000, slowest: Infinity, back: 60 };
    expect(judged(run('office', 30, back, {}), run('someClocks', 60, late, {}), run('office', 100, never, {}))).toEqual(
      [
        ['at most its budget of 10', '7', undefined],
        ['at most 3.0 min', '3.0 min, at worst 4.0 min', undefined],
        ['at most 6.7 min', '8.3 min, at worst 8.3 min', '1.6 min'],
        ['at most 10.0 min', '3.0 min, at worst never', '40 % of the clients, who are not back after 60.0 min'],
      ],
    );
  });

  it('of 100,000 clients is none of a smaller fleet', () => {
    expect(judged(run('restart', 1_000, {}, {}))).toHaveLength(1);
  });
});
