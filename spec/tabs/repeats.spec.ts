import { Repeats } from '../../lib/tabs/repeats';

const withFrames = (...frames: readonly string[]) => {
  const repeats = new Repeats();
  frames.forEach((data, index) => repeats.isRepeated({ gen: 'g', n: index + 1, data }, 0));
  return repeats;
};

let n = 0;
/** A frame of the next holder. */
const ofNext = (data: string) => ({ gen: 'next', n: ++n, data });

describe('the frames that the next holder repeats', () => {
  it('are dropped once each, if the tab received them from the last holder', () => {
    const repeats = withFrames('a', 'b', 'b', 'c');
    repeats.continue({ gen: 'g', n: 2 }, 0);
    // The second b, and c.
    expect(['a', 'b', 'b', 'c', 'c'].filter((data) => repeats.isRepeated(ofNext(data), 100))).toEqual(['b', 'c']);
  });

  it('are not expected where the next holder has received all', () => {
    const repeats = withFrames('a', 'b');
    repeats.continue({ gen: 'g', n: 2 }, 0);
    expect(repeats.isRepeated(ofNext('b'), 1)).toBe(false);
  });

  it('are not expected of a holder that continues another one', () => {
    const repeats = withFrames('a');
    repeats.continue({ gen: 'h', n: 0 }, 0);
    expect(repeats.isRepeated(ofNext('a'), 1)).toBe(false);
  });

  it('are dropped where the same note comes twice', () => {
    const repeats = withFrames('a', 'b');
    expect(repeats.isRepeated({ gen: 'g', n: 2, data: 'b' }, 9_000)).toBe(true);
    expect(repeats.isRepeated({ gen: 'g', n: 3, data: 'b' }, 9_000)).toBe(false);
  });

  it('are not expected for long: an equal frame that comes later is another message', () => {
    const repeats = withFrames('a');
    repeats.continue({ gen: 'g', n: 0 }, 0);
    expect(repeats.isRepeated(ofNext('a'), 3_001)).toBe(false);
  });
});
