import fc from 'fast-check';
import { decode, typeAt, type Decoded } from '../../lib/messages/decode';

const byDefault = typeAt(undefined);
const decoded = (data: unknown, typeKey?: string) => decode(data, typeAt(typeKey));
const nameOf = (result: Decoded) => (result.type === 'message' ? result.name : undefined);

describe('a frame that is a message', () => {
  it('comes with its type and the whole object', () => {
    expect(decoded('{"type":"toast","level":"info","n":{"a":[1]}}')).toEqual({
      type: 'message',
      name: 'toast',
      message: { type: 'toast', level: 'info', n: { a: [1] } },
    });
  });

  it('is told apart by `type`, else by `action`', () => {
    expect(nameOf(decoded('{"type":"a","action":"b"}'))).toBe('a');
    expect(nameOf(decoded('{"action":"b"}'))).toBe('b');
    expect(nameOf(decoded('{"type":7,"action":"b"}'))).toBe('b');
  });

  it('is told apart by the one key that the configuration names', () => {
    expect(nameOf(decoded('{"kind":"k","type":"t"}', 'kind'))).toBe('k');
    expect(decoded('{"type":"t","action":"a"}', 'kind')).toMatchObject({ reason: 'no-type' });
  });

  it('is told apart by any function', () => {
    expect(nameOf(decode('{"a":1}', (message) => Object.keys(message)[0]))).toBe('a');
    expect(decode('{"a":1}', () => undefined)).toMatchObject({ reason: 'no-type' });
    expect(decode('{"a":1}', () => 7 as unknown as string)).toMatchObject({ reason: 'no-type' });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', '😀', '\u0000', '\ud800'])(
    'may have the type %j',
    (type) => {
      expect(nameOf(decoded(JSON.stringify({ type })))).toBe(type);
    },
  );

  it('keeps a key named __proto__ as data', () => {
    const result = decoded('{"type":"t","__proto__":{"polluted":1}}');
    expect(result.type === 'message' && Object.hasOwn(result.message, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });

  it('has no type by what every object inherits', () => {
    for (const key of ['constructor', '__proto__', 'toString']) {
      expect(decoded('{"a":1}', key)).toMatchObject({ type: 'invalid-message', reason: 'no-type' });
    }
  });
});

describe('a frame that is no message is the fault that says why', () => {
  it.each([
    ['not-json', ''],
    ['not-json', 'Forbidden'],
    ['not-json', '{"type":"a"'],
    ['not-json', '{"type":"a"} {}'],
    ['not-json', "{'type':'a'}"],
    ['not-json', 'undefined'],
    ['not-json', 'NaN'],
    ['not-an-object', 'null'],
    ['not-an-object', '[{"type":"a"}]'],
    ['not-an-object', '"type"'],
    ['not-an-object', '42'],
    ['not-an-object', 'true'],
    ['no-type', '{}'],
    ['no-type', '{"type":null}'],
    ['no-type', '{"type":["a"]}'],
    ['no-type', '{"message":"Forbidden"}'],
  ])('%s: %s', (reason, frame) => {
    expect(decoded(frame)).toEqual({ type: 'invalid-message', reason, raw: frame });
  });

  it('shows 200 characters of it at most', () => {
    const result = decoded(`x${'y'.repeat(100_000)}`);
    expect(result).toEqual({ type: 'invalid-message', reason: 'not-json', raw: `x${'y'.repeat(199)}` });
  });

  it.each([
    [new ArrayBuffer(3), '3 bytes'],
    [new Uint8Array(4), '4 bytes'],
    [Buffer.from('abcde'), '5 bytes'],
    [new Blob(['123456']), '6 bytes'],
    [undefined, 'undefined'],
    [null, 'object'],
    [7, 'number'],
  ])('binary: %p', (data, raw) => {
    expect(decoded(data)).toEqual({ type: 'invalid-message', reason: 'binary', raw });
  });
});

describe("an error frame of the gateway itself is no message of the application's", () => {
  const frame = { message: 'Forbidden', connectionId: 'c=', requestId: 'r=' };

  it('with a requestId', () => {
    expect(decoded(JSON.stringify(frame))).toEqual({ type: 'gateway-error', ...frame });
  });

  it('with a messageId', () => {
    expect(decoded('{"message":"Internal server error","connectionId":"c=","messageId":"m="}')).toEqual({
      type: 'gateway-error',
      message: 'Internal server error',
      connectionId: 'c=',
      requestId: 'm=',
    });
  });

  it.each([
    ['more beside it', { ...frame, extra: 1 }],
    ['both ids', { ...frame, messageId: 'm=' }],
    ['no message', { connectionId: 'c=', requestId: 'r=' }],
    ['no ids', { message: 'Forbidden' }],
    ['an id that is a number', { ...frame, requestId: 7 }],
    ['a message that is an object', { ...frame, message: {} }],
  ])('and one with %s is an ordinary frame', (_name, other) => {
    expect(decoded(JSON.stringify(other))).toMatchObject({ type: 'invalid-message', reason: 'no-type' });
    expect(decoded(JSON.stringify({ ...other, type: 't' }))).toMatchObject({ type: 'message', name: 't' });
  });

  it('and one with a type is a message', () => {
    expect(nameOf(decoded(JSON.stringify({ ...frame, type: 'chat' })))).toBe('chat');
  });
});

describe('whatever comes, each frame is exactly one message or one fault', () => {
  const check = (frame: unknown) => {
    const result = decode(frame, byDefault);
    switch (result.type) {
      case 'message':
        if (typeof result.name !== 'string' || typeof result.message !== 'object') throw new Error('no message');
        return;
      case 'invalid-message':
        if (result.raw.length > 200) throw new Error('too much shown');
        return;
      case 'gateway-error':
        return;
      default:
        throw new Error(`a frame became ${result.type}`);
    }
  };
  /** The seed is printed with a counterexample. */
  const always = <T>(frames: fc.Arbitrary<T>, numRuns: number) => fc.assert(fc.property(frames, check), { numRuns });

  const typed = fc
    .record({ type: fc.constantFrom('toast', '', '__proto__', null), message: fc.jsonValue({ maxDepth: 1 }) })
    .map((value) => JSON.stringify(value));
  /** A frame with a piece cut out, doubled or replaced. */
  const mutated = fc
    .tuple(
      typed,
      fc.nat(),
      fc.nat(6),
      fc.constantFrom('', '"', '{', '}', '\\', '\\ud800', '\ud800', '\u0000', ',"type":1'),
    )
    .map(([text, at, length, piece]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + piece + text.slice(from + length);
    });

  it('random text', () => always(fc.string({ unit: 'binary', maxLength: 40 }), 30_000));
  it('text of the characters that JSON is made of', () =>
    always(
      fc.string({ unit: fc.constantFrom(...'{}[]":,\\tfnu0-1e. '.split(''), '\ud800', '\udc00'), maxLength: 30 }),
      30_000,
    ));
  it('JSON of every kind', () => always(fc.json({ maxDepth: 2 }), 15_000));
  it('messages that were mutated on the way', () => always(mutated, 25_000));

  it.each([
    ['deep nesting', `{"type":"a","n":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['nesting that never ends', '['.repeat(1_000_000)],
    ['a huge string', JSON.stringify({ type: 'a', text: 'x'.repeat(5_000_000) })],
    ['duplicate keys', '{"type":"a","type":2,"type":"b"}'],
    ['a huge number', `{"type":"a","n":${'9'.repeat(10_000)}}`],
    ['a byte order mark', '\ufeff{"type":"a"}'],
  ])('%s', (_name, frame) => expect(() => check(frame)).not.toThrow());
});
