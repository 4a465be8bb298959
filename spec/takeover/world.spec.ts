import type { Figures } from './figures';
import { measure, seedOf } from './measure';
import { thisRule } from './rule';
import { usual, type Scenario } from './scenario';
import { stubClient, type Wrong } from './stub-client';
import { TakeoverWorld } from './world';

/** One rotation of a client that does nothing but what is wrong: the figures that are not 0. */
function wrongFigures(wrong: Wrong, scenario: Partial<Scenario> = {}): Partial<Figures> {
  const figures = new TakeoverWorld(stubClient(wrong), { ...usual, ...scenario }, 1).run();
  return Object.fromEntries(Object.entries(figures).filter(([key, value]) => value !== 0 && key !== 'rotations'));
}

/** In 55 s one message a second, at random times. */
const sends = 54;
/** The same in 84 s: what arrives is counted from the first message to the last. */
const broadcasts = 81;

describe('the world of a rotation', () => {
  it('finds nothing wrong with a client that keeps its one connection', () => {
    expect(wrongFigures({})).toEqual({});
  });

  it('counts the sends that are neither handled nor told, and those that are told', () => {
    expect(wrongFigures({ swallows: true })).toEqual({ lostOtherwise: sends });
    expect(wrongFigures({ swallows: true, tells: true })).toEqual({ told: sends });
    expect(wrongFigures({ tells: true })).toEqual({ toldThoughHandled: sends });
  });

  it('counts what arrives and is not delivered, or twice, each message of equal text', () => {
    expect(wrongFigures({ drops: 'b' })).toEqual({ lostBroadcasts: broadcasts });
    expect(wrongFigures({ doubles: 'b' })).toEqual({ doubledBroadcasts: broadcasts });
    const { lostReplies = 0 } = wrongFigures({ drops: 'r' });
    expect(lostReplies).toBeGreaterThan(sends);
    expect(wrongFigures({ doubles: 'r' })).toEqual({ doubledReplies: lostReplies });
    expect(wrongFigures({ drops: 'r' }, { replies: 'distinct' })).toEqual({ lostReplies });
  });

  it('counts a connection that is given up although the backend had not marked it', () => {
    const { healthyDropped, takeovers, tokens } = wrongFigures({ givesUpAfter: 130_000 });
    expect({ healthyDropped, takeovers, tokens }).toEqual({ healthyDropped: 1, takeovers: 1, tokens: 1 });
  });

  it('counts a broadcast that two connections bring, and that is delivered from both, as doubled', () => {
    const { doubledBroadcasts = 0, lostBroadcasts } = wrongFigures({ givesUpAfter: 130_000 }, { broadcasts: 10 });
    expect([doubledBroadcasts > 0, lostBroadcasts]).toEqual([true, undefined]);
  });

  it('counts what a dead connection swallows, and no broadcast that nothing could bring', () => {
    expect(wrongFigures({}, { old: 'zombie' })).toEqual({ lostZombie: sends });
    const { lostInFlight = 0, lostOtherwise = 0, ...rest } = wrongFigures({}, { old: 'dies', replies: 'none' });
    expect([lostInFlight + lostOtherwise > 40, rest]).toEqual([true, {}]);
  });

  it('counts the sends that a connection takes that the package has marked, and the broadcasts that it misses', () => {
    const gone: Partial<Scenario> = { handshake: 1_500, broadcasts: 10, replies: 'none' };
    const { lostDeaf = 0, missed = 0, deafKept } = wrongFigures({ givesUpAfter: 121_000 }, gone);
    expect([lostDeaf > 20, missed > 200, deafKept]).toEqual([true, true, 1]);
    const older = wrongFigures({ givesUpAfter: 121_000 }, { ...gone, legacy: true });
    expect([older.lostDeaf, older.missed, older.deafKept]).toEqual([undefined, missed, 1]);
  });

  it('does the same for the same seed, and gives each rotation of each scenario its own', () => {
    const busy: Scenario = { ...usual, broadcasts: 10 };
    expect(measure(thisRule, busy, 2)).toEqual(measure(thisRule, busy, 2));
    const seeds = [1, 2].flatMap((nth) => [usual, busy].map((scenario) => seedOf(scenario, nth)));
    expect(new Set(seeds).size).toBe(4);
    expect(seedOf({ ...usual, ping: true }, 1)).toBe(seedOf(usual, 1));
  });
});
