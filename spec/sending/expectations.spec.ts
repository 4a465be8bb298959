import { Expectations, type Expectation } from '../../lib/sending/expectations';

const byId = (id: string): Expectation => ({ matcher: { by: 'id', id } });
const byType = (name: string): Expectation => ({ matcher: { by: 'type', name } });
const byTest = (test: (message: object) => boolean): Expectation => ({ matcher: { by: 'test', test } });

const setUp = (...expected: readonly Expectation[]) => {
  const expectations = new Expectations<Expectation>();
  for (const one of expected) expectations.add(one);
  const threw: unknown[] = [];
  const find = (name: string, id?: unknown) => expectations.find(name, id, { name }, (one) => threw.push(one));
  return { expectations, find, threw };
};

describe('a message answers', () => {
  const id = byId('1');
  const oldest = byType('a');
  const younger = byType('a');
  const any = byTest(() => true);

  it('by its id before all, then by its type, then by a test; the oldest first', () => {
    const { expectations, find } = setUp(any, oldest, younger, id);
    for (const next of [id, oldest, younger, any]) {
      expect(find('a', '1')).toBe(next);
      expectations.delete(next);
    }
    expect(find('a', '1')).toBeUndefined();
    expect(expectations.size).toBe(0);
    expect([...expectations]).toEqual([]);
  });

  it('nobody by an id that is no text, or of nobody', () => {
    const { find } = setUp(id);
    for (const other of [1, undefined, null, {}, '2', '__proto__']) expect(find('a', other)).toBeUndefined();
  });

  it('who waits behind a test that throws', () => {
    const broken = byTest(() => {
      throw new Error('mine');
    });
    const { find, threw } = setUp(broken, any);
    expect(find('a')).toBe(any);
    expect(threw).toEqual([broken]);
  });
});
