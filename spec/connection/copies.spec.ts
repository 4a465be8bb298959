import fc from 'fast-check';
import { Copies, type Side } from '../../lib/connection/copies';

const WINDOW = 5_000;

/** Plays frames in the order of their times; tells which texts were delivered, in order. */
function played(
  frames: readonly { readonly side: Side; readonly text: string; readonly at: number }[],
  gone = Infinity,
) {
  const copies = new Copies(WINDOW);
  const delivered: string[] = [];
  let oldLives = true;
  for (const { side, text, at } of [...frames].sort((a, b) => a.at - b.at)) {
    if (at >= gone && oldLives) {
      copies.oldIsGone();
      oldLives = false;
    }
    if (side === 'old' && !oldLives) continue;
    if (!copies.isCopy(side, text, at)) delivered.push(text);
  }
  return delivered;
}

/** A frame a line: side, text and second, as `old a 1.5`. */
const frames = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [side, text = '', second] = line.split(' ');
    return { side: side === 'old' ? ('old' as const) : ('new' as const), text, at: Number(second) * 1_000 };
  });

describe('a frame', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['that the old connection brought first is a copy on the new one', ['old a 0', 'new a 1'], ['a']],
    ['that the new connection brought first is a copy on the old one', ['new a 0', 'old a 1'], ['a']],
    ['that comes twice on one connection is two messages', ['old a 0', 'old a 1'], ['a', 'a']],
    ['that comes twice on both is two messages', ['old a 0', 'old a 1', 'new a 1.5', 'new a 2'], ['a', 'a']],
    ['that comes twice on both by turns is two messages', ['old a 0', 'new a 0.1', 'new a 1', 'old a 1.1'], ['a', 'a']],
    ['of other text is no copy', ['old a 0', 'new b 1'], ['a', 'b']],
    ['is told by its text, whatever the order', ['old a 0', 'old b 0.1', 'new b 0.2', 'new a 0.3'], ['a', 'b']],
    [
      'that is dropped takes one entry with it and not all',
      ['old a 0', 'old a 1', 'new a 2', 'new a 3', 'new a 4'],
      ['a', 'a', 'a'],
    ],
    ['that echoes a copy is a message again', ['old a 0', 'new a 1', 'new a 2'], ['a', 'a']],
    ['is a copy for as long as the window', ['old a 0', 'new a 5'], ['a']],
    [
      'takes the oldest entry with it, so that the younger stay for their own time',
      ['old a 0', 'old a 3', 'new a 4', 'new a 4.1', 'old a 5', 'new a 8.5'],
      ['a', 'a', 'a'],
    ],
    ['is a message again after the window', ['old a 0', 'new a 5.001'], ['a', 'a']],
    [
      'leaves the window by its own age, the oldest first',
      ['old a 0', 'old a 3', 'new a 6', 'new a 6.1'],
      ['a', 'a', 'a'],
    ],
    [
      'of a strange text is no different',
      ['old __proto__ 0', 'new __proto__ 1', 'old constructor 2', 'new constructor 3'],
      ['__proto__', 'constructor'],
    ],
  ])('%s', (_name, given, delivered) => {
    expect(played(frames(...given))).toEqual(delivered);
  });
});

describe('when the old connection goes', () => {
  it('what it brought once is a copy for one more window', () => {
    expect(played(frames('old a 9', 'new a 13.9'), 10_000)).toEqual(['a']);
    expect(played(frames('old a 9', 'new a 14.1'), 10_000)).toEqual(['a', 'a']);
    expect(played(frames('old a 9', 'new a 11', 'new a 12'), 10_000)).toEqual(['a', 'a']);
  });

  it('what it brought more than once is forgotten at once: a message comes twice rather than not at all', () => {
    expect(played(frames('old a 8', 'old a 9', 'new a 11', 'new a 12'), 10_000)).toEqual(['a', 'a', 'a', 'a']);
    expect(played(frames('old a 8', 'new a 8.5', 'old a 9', 'new a 11'), 10_000)).toEqual(['a', 'a', 'a']);
  });

  it('what it brought more than once is forgotten, and no other text with it', () => {
    expect(played(frames('old a 8', 'old b 8.5', 'old a 9', 'new b 11', 'new a 12'), 10_000)).toEqual([
      'a',
      'b',
      'a',
      'a',
    ]);
  });

  it('counts the echoes of both', () => {
    const copies = new Copies(WINDOW);
    for (const side of ['old', 'new', 'new', 'old'] as const) copies.isCopy(side, 'a', 0);
    expect(copies.echoes).toBe(2);
  });
});

/** When a broadcast is made, when its copies come on the old and on the new connection, and what its text is. */
const broadcast = (text: fc.Arbitrary<string>, apart: number, until: number) =>
  fc
    .record({
      text,
      at: fc.integer({ min: 0, max: until }),
      old: fc.integer({ min: 0, max: apart }),
      new: fc.integer({ min: 0, max: apart }),
    })
    .map(({ text: given, at, old, new: fresh }) => ({
      text: given,
      copies: [
        { side: 'old' as const, text: given, at: at + old },
        { side: 'new' as const, text: given, at: at + fresh },
      ],
    }));

const counted = (texts: readonly string[]): ReadonlyMap<string, number> =>
  texts.reduce((counts, text) => counts.set(text, (counts.get(text) ?? 0) + 1), new Map<string, number>());

describe('whatever the order of the copies and up to the window between them', () => {
  const OVERLAP = 10_000;

  it('messages of distinct text are delivered exactly once, across the end of the old connection too', () => {
    const given = fc.record({
      both: fc.array(broadcast(fc.constant(''), WINDOW, OVERLAP), { maxLength: 60 }),
      // Broadcast before the backend knew the new connection, so that only the old one brings them.
      onlyOld: fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 10 }),
      // After the old one was gone, or to the new one alone.
      onlyNew: fc.array(fc.integer({ min: 0, max: OVERLAP + WINDOW }), { maxLength: 10 }),
      gone: fc.integer({ min: 1_001, max: OVERLAP + WINDOW }),
    });
    fc.assert(
      fc.property(given, ({ both, onlyOld, onlyNew, gone }) => {
        const all = [
          ...both.flatMap(({ copies }, index) => copies.map((frame) => ({ ...frame, text: `both ${index}` }))),
          ...onlyOld.map((at, index) => ({ side: 'old' as const, text: `old ${index}`, at })),
          ...onlyNew.map((at, index) => ({ side: 'new' as const, text: `new ${index}`, at })),
        ];
        const texts = [...new Set(all.map(({ text }) => text))];
        expect(played(all, gone).sort()).toEqual(texts.sort());
      }),
      { numRuns: 1_000 },
    );
  });

  it('messages of equal text are counted right too while both connections bring all of them', () => {
    const texts = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(broadcast(texts, WINDOW / 2, WINDOW / 2), { maxLength: 60 }), (sent) => {
        const delivered = played(sent.flatMap(({ copies }) => copies));
        expect(counted(delivered)).toEqual(counted(sent.map(({ text }) => text)));
      }),
    );
  });
});

describe('where equal texts come within seconds of each other and the old connection goes among them', () => {
  /** Many overlaps of 10 s, in each of which `count` broadcasts of few texts come up to 2 s apart on the two. */
  const erred = (count: number, texts: number) => {
    let lost = 0;
    let doubled = 0;
    const run = fc.record({
      sent: fc.array(broadcast(fc.integer({ min: 1, max: texts }).map(String), 2_000, 12_000), {
        minLength: count,
        maxLength: count,
      }),
      gone: fc.constant(10_000),
    });
    const overlaps = fc.sample(run, { numRuns: 500, seed: 1 });
    for (const { sent, gone } of overlaps) {
      const delivered = counted(
        played(
          sent.flatMap(({ copies }) => copies),
          gone,
        ),
      );
      for (const [text, times] of counted(sent.map(({ text: given }) => given))) {
        const got = delivered.get(text) ?? 0;
        lost += Math.max(0, times - got);
        doubled += Math.max(0, got - times);
      }
    }
    return { lost, doubled, of: overlaps.length * count };
  };

  it.each([
    [10, 3],
    [40, 3],
    [40, 12],
    [100, 50],
  ])('none of %d broadcasts of %d texts is lost, and few come twice', (count, texts) => {
    const { lost, doubled, of } = erred(count, texts);
    expect(lost).toBe(0);
    // Only copies that were under way when the old connection went: those of the last 2 s of 12, and not all of them.
    expect(doubled / of).toBeLessThan(0.1);
  });
});
