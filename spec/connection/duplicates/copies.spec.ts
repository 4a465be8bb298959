import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { Copies, COPY_WINDOW, type Side } from '../../../lib/connection/copies';

/** What the older connection brought so long before the takeover is no original any more, in ms. */
const ECHOED_BY = 2_100;

interface Played {
  readonly side: Side;
  readonly text: string;
  readonly at: number;
}

/** What happens to the two connections, in ms. */
interface Course {
  /** The sends move to the newer one. */
  readonly takenOver?: number;
  /** When the repeated texts are to be forgotten; known from the takeover on. */
  readonly forgetAt?: number;
  /** The older one is asked to close. */
  readonly closing?: number;
  /** The older one is gone. */
  readonly gone?: number;
}

/** Plays frames in the order of their times; tells which were delivered, in order. */
function playedFrames(frames: readonly Played[], course: Course = {}) {
  const { takenOver, forgetAt, closing, gone = Infinity } = course;
  const copies = new Copies();
  const delivered: Played[] = [];
  const steps = [
    { at: takenOver, run: (at: number) => copies.takenOver(at) },
    { at: takenOver, run: () => copies.forgetRepeatedAt(forgetAt ?? Infinity) },
    { at: closing, run: () => copies.forgetRepeated() },
    { at: gone, run: () => copies.forgetRepeated() },
  ]
    .map(({ at = Infinity, run }) => ({ at, run }))
    .sort((a, b) => a.at - b.at);
  for (const frame of [...frames].sort((a, b) => a.at - b.at)) {
    const { side, text, at } = frame;
    for (; steps[0] && steps[0].at <= at; steps.shift()) steps[0].run(steps[0].at);
    if (side === 'old' && at >= gone) continue;
    if (!copies.isCopy(side, text, at)) delivered.push(frame);
  }
  return delivered;
}

/** The texts alone. */
const played = (frames: readonly Played[], course?: Course) => playedFrames(frames, course).map(({ text }) => text);

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
    ['is a copy for as long as the window of 3 s', ['old a 0', 'new a 3'], ['a']],
    [
      'takes the newest entry with it, so that a leftover leaves at its own time and swallows no message later',
      ['old a 0', 'old a 2', 'new a 2.5', 'new a 3.5'],
      ['a', 'a', 'a'],
    ],
    ['is a message again after the window', ['old a 0', 'new a 3.001'], ['a', 'a']],
    [
      'leaves the window by its own age, the oldest first',
      ['old a 0', 'old a 2', 'new a 4', 'new a 4.1'],
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

describe('when the sends move to the new connection', () => {
  const at5 = { takenOver: 5_000 };

  it('what the old one brought up to 2.1 s before is a copy on the new one, and no message before that', () => {
    expect(played(frames('old a 2.9', 'new a 5.5'), at5)).toEqual(['a']);
    expect(played(frames('old a 2.899', 'new a 5.5'), at5)).toEqual(['a', 'a']);
  });

  it('what the new one brought is a copy on the old one for the whole window', () => {
    expect(played(frames('new a 2.3', 'old a 5.2'), at5)).toEqual(['a']);
  });

  it('a text that the old one alone brought again and again is an answer, and is never a copy from then on', () => {
    const before = ['old a 3', 'old a 4'];
    expect(played(frames(...before, 'old a 6', 'new a 6.5'), at5)).toEqual(['a', 'a', 'a', 'a']);
    expect(played(frames(...before, 'new a 6', 'old a 6.5'), at5)).toEqual(['a', 'a', 'a', 'a']);
    expect(played(frames(...before, 'old a 20', 'new a 20.5'), { ...at5, closing: 10_000 })).toHaveLength(4);
  });

  it('and no answer is one that came once, or that the new one brought too', () => {
    expect(played(frames('old a 4', 'old a 6', 'new a 6.5'), at5)).toEqual(['a', 'a']);
    expect(played(frames('old a 1', 'new a 1.1', 'old a 2', 'old a 6', 'new a 6.5'), at5)).toEqual(['a', 'a', 'a']);
  });

  it('any other text that came more than once on either side is forgotten', () => {
    expect(played(frames('new a 3', 'new a 4', 'old a 5.5'), at5)).toEqual(['a', 'a', 'a']);
    expect(played(frames('old a 3', 'new a 3.1', 'old a 4', 'new a 5.5'), at5)).toEqual(['a', 'a', 'a']);
    expect(played(frames('old a 3', 'new a 3.1', 'new a 4', 'old a 5.5'), at5)).toEqual(['a', 'a', 'a']);
  });

  it('and no other text with it', () => {
    expect(played(frames('new a 3', 'new a 4', 'new b 4', 'old c 4', 'old b 5.5', 'new c 5.5'), at5)).toEqual([
      'a',
      'a',
      'b',
      'c',
    ]);
  });
});

describe('some time before the old connection is asked to close', () => {
  const from8 = { takenOver: 5_000, forgetAt: 8_000 };

  it('the texts that came more than once are forgotten, and no other', () => {
    expect(played(frames('old a 6', 'old a 7.5', 'new a 7.9', 'new a 8'), from8)).toEqual(['a', 'a', 'a']);
    expect(played(frames('old a 7', 'old a 7.5', 'old b 7.5', 'new b 8', 'new a 8.1'), from8)).toEqual([
      'a',
      'a',
      'b',
      'a',
    ]);
  });

  it('once: what comes after that is compared again', () => {
    expect(played(frames('old a 7', 'old a 7.5', 'new b 8', 'old a 8.2', 'new a 8.3'), from8)).toEqual([
      'a',
      'a',
      'b',
      'a',
    ]);
  });
});

describe('when the old connection is asked to close', () => {
  it('the texts that came more than once are forgotten, and no other', () => {
    const closing = { closing: 10_000 };
    expect(played(frames('old a 8', 'old a 9', 'new a 10.5'), closing)).toEqual(['a', 'a', 'a']);
    expect(played(frames('old a 8', 'old b 8.5', 'old a 9', 'new b 10.5'), closing)).toEqual(['a', 'b', 'a']);
  });
});

describe('when the old connection goes', () => {
  const at10 = { gone: 10_000 };

  it('what it brought once is a copy for one more window', () => {
    expect(played(frames('old a 9', 'new a 11.9'), at10)).toEqual(['a']);
    expect(played(frames('old a 9', 'new a 12.1'), at10)).toEqual(['a', 'a']);
    expect(played(frames('old a 9', 'new a 11', 'new a 12'), at10)).toEqual(['a', 'a']);
  });

  it('what it brought more than once is forgotten at once: a message comes twice rather than not at all', () => {
    expect(played(frames('old a 8', 'old a 9', 'new a 11', 'new a 12'), at10)).toEqual(['a', 'a', 'a', 'a']);
    expect(played(frames('old a 8', 'new a 8.5', 'old a 9', 'new a 11'), at10)).toEqual(['a', 'a', 'a']);
  });

  it('what it brought more than once is forgotten, and no other text with it', () => {
    expect(played(frames('old a 8', 'old b 8.5', 'old a 9', 'new b 11', 'new a 12'), at10)).toEqual([
      'a',
      'b',
      'a',
      'a',
    ]);
  });
});

describe('while the old connection is kept for hours, since a reply is awaited on it', () => {
  const from8 = { takenOver: 5_000, forgetAt: 8_000, closing: 100_000 };

  it('a text that came 10 s ago or longer is no repeated one', () => {
    expect(played(frames('old a 80', 'old a 99', 'new a 100.5'), from8)).toEqual(['a', 'a']);
    expect(played(frames('old a 89', 'old a 99', 'new a 100.5'), from8)).toEqual(['a', 'a', 'a']);
  });

  it('and in the overlap as it was planned each text is', () => {
    const planned = { takenOver: 13_000, forgetAt: 20_000, closing: 22_000 };
    expect(played(frames('old a 1', 'old a 21.5', 'new a 22.5'), planned)).toEqual(['a', 'a', 'a']);
  });

  it('no text is kept', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const used = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const copies = new Copies();
    copies.takenOver(5_000);
    copies.forgetRepeatedAt(8_000);
    const come = (from: number, to: number) => {
      for (let n = from; n < to; n += 1)
        for (const side of ['old', 'new'] as const) copies.isCopy(side, `${n} ${'a text '.repeat(50)}`, n * 100);
    };
    come(0, 5_000);
    const before = used();
    come(5_000, 45_000);
    expect(used() - before).toBeLessThan(2_000_000);
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

  /** Messages of distinct text, their copies up to `apart` ms apart. */
  const distinct = (apart: number) =>
    fc.record({
      both: fc.array(broadcast(fc.constant(''), apart, OVERLAP), { maxLength: 60 }),
      // Broadcast before the backend knew the new connection, so that only the old one brings them.
      onlyOld: fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 10 }),
      // After the old one was gone, or to the new one alone.
      onlyNew: fc.array(fc.integer({ min: 0, max: OVERLAP + COPY_WINDOW }), { maxLength: 10 }),
      gone: fc.integer({ min: 1_001, max: OVERLAP + COPY_WINDOW }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });

  const areDeliveredOnce = (apart: number, course: (gone: number, part: number) => Course) =>
    fc.assert(
      fc.property(distinct(apart), ({ both, onlyOld, onlyNew, gone, part }) => {
        const all = [
          ...both.flatMap(({ copies }, index) => copies.map((frame) => ({ ...frame, text: `both ${index}` }))),
          ...onlyOld.map((at, index) => ({ side: 'old' as const, text: `old ${index}`, at })),
          ...onlyNew.map((at, index) => ({ side: 'new' as const, text: `new ${index}`, at })),
        ];
        const texts = [...new Set(all.map(({ text }) => text))];
        expect(played(all, course(gone, part)).sort()).toEqual(texts.sort());
      }),
      { numRuns: 1_000 },
    );

  it('messages of distinct text are delivered exactly once, across the end of the old connection too', () => {
    areDeliveredOnce(COPY_WINDOW, (gone) => ({ gone }));
  });

  it('and across the takeover, where their copies come up to 2.1 s apart', () => {
    areDeliveredOnce(ECHOED_BY, (gone, part) => {
      const takenOver = Math.floor(gone * part);
      return { takenOver, forgetAt: (takenOver + gone) / 2, closing: gone - 1, gone };
    });
  });

  it('messages of equal text are counted right too while both connections bring all of them', () => {
    const texts = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(broadcast(texts, COPY_WINDOW / 2, COPY_WINDOW / 2), { maxLength: 60 }), (sent) => {
        const delivered = played(sent.flatMap(({ copies }) => copies));
        expect(counted(delivered)).toEqual(counted(sent.map(({ text }) => text)));
      }),
    );
  });
});

describe('where equal texts come within seconds of each other and the old connection goes among them', () => {
  /** Of a rotation with an overlap of 10 s: the takeover after 5 s, the old one is asked to close after 10 s. */
  const AS_PLANNED: Course = { takenOver: 5_000, forgetAt: 8_000, closing: 10_000, gone: 10_000 };
  /** The old one is lost after 10 s, and that was not foreseen. */
  const ABRUPT: Course = { takenOver: 5_000, forgetAt: 13_000, gone: 10_000 };

  /** No copy comes later after its broadcast. */
  const LATEST = 2_000;
  const textOf = (texts: number) => fc.integer({ min: 1, max: texts }).map(String);
  const overlapsOf = <T>(one: fc.Arbitrary<T>, count: number) =>
    fc.sample(fc.array(one, { minLength: count, maxLength: count }), { numRuns: 500, seed: 1 });

  /** Many overlaps, in each of which both connections bring all of `count` broadcasts of few texts; counted by text. */
  const erred = (count: number, texts: number, course: Course) => {
    let lost = 0;
    let doubled = 0;
    const overlaps = overlapsOf(broadcast(textOf(texts), LATEST, 12_000), count);
    for (const sent of overlaps) {
      const delivered = counted(
        played(
          sent.flatMap(({ copies }) => copies),
          course,
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

  const cells: readonly (readonly [number, number])[] = [
    [10, 3],
    [40, 3],
    [40, 12],
    [100, 50],
  ];

  it.each(cells)('none of %d broadcasts of %d texts is lost, and few come twice', (count, texts) => {
    for (const course of [AS_PLANNED, ABRUPT]) {
      const { lost, doubled, of } = erred(count, texts, course);
      expect(lost).toBe(0);
      // Those that were under way at the takeover and at the end: 7.6 to 9.3 %, and 4.5 to 5.6 % after an abrupt end.
      expect(doubled / of).toBeLessThan(0.1);
    }
  });

  /**
   * The same where the old one alone brings what was broadcast up to a second after the open of the new one. Counted strictly:
   * a delivery stands for a broadcast of the last 2 s, so that no message that comes twice makes up for a lost one.
   */
  const strictlyErred = (count: number, texts: number, course: Course) => {
    let lost = 0;
    let doubled = 0;
    const sent = fc.record({
      text: textOf(texts),
      at: fc.integer({ min: -2_000, max: 12_000 }),
      old: fc.nat(LATEST),
      new: fc.nat(LATEST),
    });
    const overlaps = overlapsOf(sent, count);
    for (const broadcasts of overlaps) {
      const given = broadcasts.flatMap<Played>(({ text, at, ...after }) => [
        { side: 'old', text, at: at + after.old },
        ...(at >= 1_000 ? [{ side: 'new' as const, text, at: at + after.new }] : []),
      ]);
      // The oldest that it can be.
      const open = [...broadcasts].sort((a, b) => a.at - b.at);
      for (const { text, at } of playedFrames(given, course)) {
        const index = open.findIndex((one) => one.text === text && one.at <= at && at <= one.at + LATEST);
        if (index < 0) doubled += 1;
        else open.splice(index, 1);
      }
      lost += open.length;
    }
    const of = overlaps.length * count;
    return { lost: lost / of, doubled: doubled / of };
  };

  it.each(cells)(
    'hardly one of %d broadcasts of %d texts is lost where the old one alone brings the first',
    (count, texts) => {
      for (const course of [AS_PLANNED, ABRUPT]) {
        const { lost, doubled } = strictlyErred(count, texts, course);
        // 0.02 to 0.16 %: a leftover of the old one is taken for the original of a message that was sent again.
        expect(lost).toBeLessThan(0.002);
        // 6.7 to 11.8 %.
        expect(doubled).toBeLessThan(0.125);
      }
    },
  );
});
