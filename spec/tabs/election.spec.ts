import fc from 'fast-check';
import { elect, type ElectionEffect, type ElectionInput, type Role } from '../../lib/tabs/election';

const INPUTS: readonly ElectionInput[] = [
  'enter',
  'leave',
  'main granted',
  'spare granted',
  'main lost',
  'spare lost',
  'silent',
];

/** The effects of some inputs in a row. */
function run(inputs: readonly ElectionInput[], from: Role = 'out'): { role: Role; effects: readonly ElectionEffect[] } {
  let role = from;
  const all: ElectionEffect[] = [];
  for (const input of inputs) {
    const [next, ...effects] = elect(role, input);
    role = next;
    all.push(...effects);
  }
  return { role, effects: all };
}

describe('the election', () => {
  it('leads the first page to the connection by both locks', () => {
    expect(run(['enter', 'spare granted', 'main granted'])).toEqual({
      role: 'holder',
      effects: ['ask spare', 'ask main', 'stand by', 'hold', 'free spare'],
    });
  });

  it('lets go of everything when the page does not use the connection any more', () => {
    expect(run(['leave'], 'queued').effects).toEqual(['free spare']);
    expect(run(['leave'], 'spare').effects).toEqual(['give up', 'free main', 'free spare']);
    expect(run(['leave'], 'holder').effects).toEqual(['resign', 'free main']);
  });

  it('takes the place of a holder that does not answer, first the spare and then any page', () => {
    expect(run(['silent'], 'spare')).toEqual({ role: 'spare', effects: ['free main', 'steal main'] });
    expect(run(['silent', 'spare granted', 'main granted'], 'queued')).toEqual({
      role: 'holder',
      effects: ['free spare', 'steal spare', 'steal main', 'hold', 'free spare'],
    });
    expect(run(['silent'], 'holder')).toEqual({ role: 'holder', effects: [] });
  });

  it('closes the connection of a page that lost its lock, and puts the page at the end of the line', () => {
    expect(run(['main lost'], 'holder')).toEqual({ role: 'queued', effects: ['give up', 'free main', 'ask spare'] });
    expect(run(['spare lost'], 'spare')).toEqual({ role: 'queued', effects: ['give up', 'free main', 'ask spare'] });
  });

  it('never waits for a lock twice, and holds none that it did not ask for', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...INPUTS), { maxLength: 30 }), (inputs) => {
        const asked = { main: false, spare: false };
        let role: Role = 'out';
        let open = false;
        for (const input of inputs) {
          const [lock, what] = input.split(' ') as ['main' | 'spare', string | undefined];
          // The browser grants and takes away what was asked for.
          if (what !== undefined && !asked[lock]) continue;
          if (what === 'lost') asked[lock] = false;
          const [next, ...effects] = elect(role, input);
          role = next;
          for (const effect of effects) {
            const [verb, of] = effect.split(' ') as [string, 'main' | 'spare'];
            if (verb === 'free') asked[of] = false;
            if (verb === 'ask' || verb === 'steal') {
              expect(asked[of]).toBe(false);
              asked[of] = true;
            }
            if (effect === 'hold') open = true;
            if (effect === 'resign' || effect === 'give up') open = false;
          }
          expect(open).toBe(role === 'holder');
          if (role === 'out') expect(asked).toEqual({ main: false, spare: false });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
