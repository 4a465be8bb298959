import fc from 'fast-check';
import { utf8Length } from '../../lib/utf8-length';

describe('the length of a text in UTF-8', () => {
  it('is 1 to 4 bytes for each character, with the steps where RFC 3629 has them', () => {
    const lengths = [0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff].map((code) => String.fromCodePoint(code));
    expect(lengths.map(utf8Length)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  });

  it('counts half of a surrogate pair as the replacement character', () => {
    expect(['\ud800', 'a\udc00', '\udc00\ud800'].map(utf8Length)).toEqual([3, 4, 6]);
  });

  it('is what the encoding of Node makes of any text', () => {
    const anyText = fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) });
    fc.assert(fc.property(anyText, (text) => utf8Length(text) === Buffer.byteLength(text)));
  });

  it('needs nothing of the host: jsdom has no TextEncoder', () => {
    const { TextEncoder } = globalThis;
    Reflect.deleteProperty(globalThis, 'TextEncoder');
    try {
      expect(utf8Length('ü')).toBe(2);
    } finally {
      globalThis.TextEncoder = TextEncoder;
    }
  });
});
