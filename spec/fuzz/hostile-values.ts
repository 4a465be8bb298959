import fc from 'fast-check';

/** Keys that are an object's own by name alone. */
export const oddKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'valueOf',
  '',
  '0',
  'type',
  'action',
  'handler',
  'request_id',
);

/**
 * Whatever a program may hand over: nested, cyclic, without a prototype, with traps and getters that throw. As functions
 * that make it, because fast-check itself looks at the values that it hands on.
 */
export const anything: fc.Arbitrary<() => unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .anything({
        key: fc.oneof(oddKey, fc.string()),
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withObjectString: true,
        withTypedArray: true,
        withSparseArray: true,
      })
      .map((value) => () => value),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<() => unknown>(
      throwingProxy,
      throwingGetter,
      cycle,
      () => Symbol('x'),
      () => () => undefined,
      () => throwing,
      () => Promise.resolve(1),
      () => new Error('mine'),
    ),
  },
);

function throwing(): never {
  throw new Error('a trap');
}

function throwingProxy(): unknown {
  return new Proxy(
    {},
    { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing, getOwnPropertyDescriptor: throwing },
  );
}

function throwingGetter(): unknown {
  return Object.defineProperty({}, 'message', { get: throwing, enumerable: true });
}

function cycle(): unknown {
  const made: { self?: unknown } = {};
  made.self = made;
  return made;
}

/** JSON as a server may send it: nested thousands deep, with keys that are dangerous to copy, or cut off. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc.json(),
  fc
    .tuple(
      fc.integer({ min: 1, max: 20_000 }),
      fc.constantFrom('[', '{"type":', '{"a":', '[{"type":"a"},'),
      fc.boolean(),
    )
    .map(([depth, open, closed]) => {
      const close = (open.startsWith('[') ? ']' : '}').repeat(depth);
      return `${open.repeat(depth)}1${closed ? close : ''}`;
    }),
  fc
    .dictionary(fc.oneof(oddKey, fc.string()), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 })
    .map((value) => JSON.stringify(value)),
);
