import { figuresOf } from '../../storm/figures';
import { ours, peers } from '../../storm/policies/all';
import { guide } from '../../storm/policies/guide';
import { BUDGET, ourParts } from '../../storm/policies/our-parts';
import type { Policy } from '../../storm/policies/policy';
import { wholeClients } from '../../storm/policies/whole-clients';
import { rotationWave, UNSPREAD } from '../../storm/rotation-wave';
import { scenarios, type Scenario } from '../../storm/scenario';
import { simulate } from '../../storm/simulate';

const { restart, outage, office } = scenarios;

const simulated = (policy: Policy, scenario: Scenario, clients: number, seed?: number) =>
  figuresOf(simulate(policy, scenario, clients, seed), scenario);

describe('a simulated storm', () => {
  it('is the same each time with the same seed, and another with another', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => simulate(ours, restart, 300, seed).backAt);
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it.each(Object.values(scenarios))('takes no client of ours past its budget: $title', (scenario) => {
    const { mostInAMinute, meanAttempts } = simulated(ours, scenario, 60);
    expect(meanAttempts).toBeGreaterThanOrEqual(1);
    expect(mostInAMinute).toBeLessThanOrEqual(BUDGET);
  });

  it('would be past it with delays that are too short, but for the budget', () => {
    const hasty = ourParts({ initial: 100, max: 100, whenRefused: 'back-off' });
    expect(simulated(hasty, outage, 3).mostInAMinute).toBe(BUDGET);
  });

  it('treats whole clients and what paces them alike', () => {
    const [whole, parts] = [wholeClients, ours].map((policy) => simulated(policy, office, 30));
    expect(whole?.back).toBe(30);
    expect(parts?.back).toBe(30);
    expect(Math.abs((whole?.meanAttempts ?? NaN) - (parts?.meanAttempts ?? NaN))).toBeLessThan(0.5);
  });

  it('brings a fleet back no faster than the gateway admits it', () => {
    for (const policy of [ours, ...peers]) {
      const { back, clients, all } = simulated(policy, restart, 1_200);
      expect(back).toBe(clients);
      expect(all).toBeGreaterThan(2_000);
    }
  });

  it("brings an office of ours back, and not the guide's", () => {
    expect(simulated(ours, office, 30).back).toBe(30);
    expect(simulated(guide, office, 30).back).toBe(20);
  });

  it('counts the time from when all is well again, and the attempts from the beginning', () => {
    const { all, meanAttempts } = simulated(guide, outage, 20);
    expect(all).toBeLessThan(5_000);
    expect(meanAttempts).toBeGreaterThan(150);
  });
});

describe('the rotation after a storm', () => {
  it('is spread over minutes, where a fleet that came back at once would be due at once', () => {
    const openedAt = Array.from({ length: 300 }, (_, client) => client);
    const { age, idle } = rotationWave(openedAt);
    expect(rotationWave(openedAt, UNSPREAD)).toEqual({ age: 300, idle: 300 });
    expect(age).toBeLessThan(15);
    expect(idle).toBeLessThan(30);
  });
});
