import fc from 'fast-check';
import { SendError } from '../../lib/errors';
import { encode, type EncodeOptions, type Outgoing } from '../../lib/sending/encode';
import { thrown } from '../support/thrown';
import { words } from '../support/words';

const NO_ROUTE: EncodeOptions = { route: undefined, messageBytes: 32_768 };
const ROUTE: EncodeOptions = { route: 'default', messageBytes: 32_768 };

const refusal = (message: Outgoing, options = NO_ROUTE) => {
  const error = thrown(() => encode(message, options));
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
};

describe('a message is written', () => {
  it('with its name as the action, and its params beside it', () => {
    expect(encode({ name: 'chat', params: { message: 'hi', n: [1, null] } }, NO_ROUTE)).toBe(
      '{"action":"chat","message":"hi","n":[1,null]}',
    );
  });

  it('with the route as the action, and its name as the handler', () => {
    expect(encode({ name: 'chat', params: { message: 'hi' } }, ROUTE)).toBe(
      '{"action":"default","handler":"chat","message":"hi"}',
    );
  });

  it('to another route where it asks for one', () => {
    expect(encode({ name: 'chat', action: 'other' }, ROUTE)).toBe('{"action":"other","handler":"chat"}');
  });

  it('without params where it has none', () => {
    expect(encode({ name: 'ping' }, NO_ROUTE)).toBe('{"action":"ping"}');
    expect(encode({ name: 'ping', params: {} }, NO_ROUTE)).toBe('{"action":"ping"}');
  });

  it('as JSON writes it: a date as text, what is undefined not at all', () => {
    const params = { at: new Date(0), gone: undefined };
    expect(encode({ name: 'a', params }, NO_ROUTE)).toBe('{"action":"a","at":"1970-01-01T00:00:00.000Z"}');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'with a name or a key %s like any other',
    (name) => {
      const params: unknown = JSON.parse(`{${JSON.stringify(name)}:{"a":1}}`);
      expect(encode({ name, params: params as object }, NO_ROUTE)).toBe(`{"action":"${name}","${name}":{"a":1}}`);
    },
  );

  it('with params that have no prototype', () => {
    const params: unknown = Object.assign(Object.create(null), { a: 1 });
    expect(encode({ name: 'x', params: params as object }, NO_ROUTE)).toBe('{"action":"x","a":1}');
  });

  it('so that the gateway reads back what was sent, and routes it as it was meant', () => {
    const key = fc.string({ unit: 'binary' }).filter((name) => !['action', 'handler', 'toJSON'].includes(name));
    const params = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 });
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), params, fc.boolean(), (name, sent, routed) => {
        const read: unknown = JSON.parse(encode({ name, params: sent }, routed ? ROUTE : NO_ROUTE));
        const { action, handler, ...rest } = read as { action: unknown; handler: unknown };
        expect([action, handler]).toEqual(routed ? ['default', name] : [name, undefined]);
        expect(JSON.stringify(sortedByKey(rest))).toBe(JSON.stringify(sortedByKey(sent)));
      }),
    );
  });
});

/** Keys that are whole numbers come first in an object, in front of `action` too. */
const sortedByKey = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

describe('data never chooses a route', () => {
  class WithGetter {
    readonly chosen = 'delete_account';
    get handler() {
      return this.chosen;
    }
  }
  class WithAction {
    readonly message = 'hi';
  }
  Object.defineProperty(WithAction.prototype, 'action', { value: 'admin' });
  const hidden = Object.defineProperty({}, 'handler', { value: 'delete_account', enumerable: false });
  const computed = Object.defineProperty({}, 'action', { get: () => 'admin', enumerable: true });

  it.each<readonly [string, EncodeOptions]>([
    ['action', NO_ROUTE],
    ['action', ROUTE],
    ['handler', NO_ROUTE],
    ['handler', ROUTE],
  ])("params that hold '%s' are refused", (key, options) => {
    for (const value of ['x', undefined, null]) {
      expect(refusal({ name: 'chat', params: { [key]: value } }, options)).toMatchObject({ kind: 'reserved-key' });
    }
    expect(refusal({ name: 'chat', params: { [key]: 'x' } }, options).message).toMatch(words(`'${key}'`));
  });

  it.each<readonly [string, object]>([
    ['inherited', Object.create({ handler: 'delete_account' }) as object],
    ['a getter of a class', new WithGetter()],
    ['a value of a prototype', new WithAction()],
    ['a getter of its own', computed],
    ['not enumerable', hidden],
  ])('%s: they are refused too, with a route and without', (_name, params) => {
    for (const options of [ROUTE, NO_ROUTE])
      expect(refusal({ name: 'chat', params }, options).kind).toBe('reserved-key');
  });

  it.each(['action', 'handler', 'toJSON', 'request_id'])(
    "params that hide '%s' until they are copied are refused",
    (key) => {
      const value = key === 'toJSON' ? () => ({ action: 'admin' }) : 'admin';
      let copying = false;
      const sly = new Proxy<Readonly<Record<string, unknown>>>(
        { [key]: value },
        {
          has: () => false,
          get: (target, read) => (copying ? target[String(read)] : undefined),
          ownKeys: (target) => {
            copying = true;
            return Reflect.ownKeys(target);
          },
        },
      );
      for (const options of [ROUTE, NO_ROUTE]) {
        copying = false;
        const error = thrown(() => encode({ name: 'chat', params: sly }, options, ['request_id'], 'the id'));
        expect(error).toMatchObject({ name: 'SendError', kind: 'reserved-key' });
      }
    },
  );

  it('params that throw when they are read are refused as what cannot be written', () => {
    const throwing = () => {
      throw new Error('mine');
    };
    for (const params of [
      new Proxy({}, { has: throwing }),
      new Proxy({}, { get: throwing }),
      new Proxy({}, { ownKeys: throwing }),
      new Proxy({}, { getPrototypeOf: throwing }),
      Object.defineProperty({}, 'x', { get: throwing, enumerable: true }),
    ]) {
      expect(refusal({ name: 'chat', params }).kind).toBe('not-serializable');
    }
  });

  it('params may hold both further down', () => {
    const params = { data: { action: 'a', handler: 'h' } };
    expect(encode({ name: 'chat', params }, ROUTE)).toContain('"data":{"action":"a","handler":"h"}');
  });

  it('params with a toJSON, which would replace the whole message, are refused', () => {
    class Sneaky {
      toJSON() {
        return { action: 'admin' };
      }
    }
    for (const params of [{ toJSON: () => ({ action: 'admin' }) }, new Sneaky(), new Date(0)]) {
      expect(refusal({ name: 'chat', params }).kind).toBe('not-serializable');
    }
    expect(encode({ name: 'chat', params: { toJSON: 'data' } }, NO_ROUTE)).toContain('"toJSON":"data"');
  });

  it('another route than the configured one needs one to be configured', () => {
    expect(refusal({ name: 'chat', action: 'other' }).kind).toBe('reserved-key');
  });
});

describe('what is no message is refused', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each<readonly [string, unknown]>([
    ['a cycle', cycle],
    ['a BigInt', { id: 1n }],
    ['a list', ['a']],
    ['text', 'text'],
    ['null', null],
    ['a number', 7],
    ['a function', () => 1],
    ['a boxed text', new String('text')],
    ['a boxed number', Object(7)],
    ['a boxed BigInt', Object(7n)],
    ['a Map', new Map([['text', 'Hello']])],
    ['a Set', new Set(['Hello'])],
    [
      'a value whose toJSON throws',
      {
        value: {
          toJSON: () => {
            throw new Error('mine');
          },
        },
      },
    ],
  ])('%s as params', (_name, params) => {
    expect(refusal({ name: 'chat', params: params as object })).toMatchObject({
      name: 'SendError',
      kind: 'not-serializable',
      message: expect.stringMatching(words("'chat'")),
    });
  });

  it('keeps the reason of JSON as the cause', () => {
    expect(refusal({ name: 'chat', params: { id: 1n } }).cause).toBeInstanceOf(TypeError);
  });

  it.each(['', 7, null, undefined])('%p as a name', (name) => {
    expect(refusal({ name: name as string }).kind).toBe('not-serializable');
  });
});

describe('the size of a message', () => {
  const HEAD = '{"action":"a","t":""}'.length;
  const ofText = (t: string): Outgoing => ({ name: 'a', params: { t } });
  const limit = (messageBytes: number): EncodeOptions => ({ route: undefined, messageBytes });

  it('may be the limit and no byte more', () => {
    expect(encode(ofText('x'.repeat(100 - HEAD)), limit(100))).toHaveLength(100);
    expect(refusal(ofText('x'.repeat(101 - HEAD)), limit(100))).toMatchObject({ kind: 'too-large' });
  });

  it.each([
    ['\u007e', 1],
    ['\u0080', 2],
    ['\u07ff', 2],
    ['\u0800', 3],
    ['\uffff', 3],
    ['\u{10000}', 4],
    ['😀', 4],
    ['\u0000', 6],
    ['\ud800', 6],
  ])('counts %j as %d bytes', (character, bytes) => {
    for (const count of [1, 2, 50]) {
      const text = character.repeat(count);
      const exact = HEAD + count * bytes;
      expect(() => encode(ofText(text), limit(exact))).not.toThrow();
      expect(refusal(ofText(text), limit(exact - 1)).kind).toBe('too-large');
    }
  });

  it('is its bytes in UTF-8, whatever it holds', () => {
    const unit = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('a', 'é', '€', '😀', '\ud800', '\udfff', '\u0000', '"', '\\') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), fc.integer({ min: -3, max: 3 }), (characters, off) => {
        const message = ofText(characters.join(''));
        const bytes = Buffer.byteLength(encode(message, limit(Infinity)));
        const attempt = () => encode(message, limit(bytes + off));
        if (off < 0) expect(thrown(attempt)).toMatchObject({ kind: 'too-large' });
        else expect(Buffer.byteLength(attempt())).toBe(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no limit where none is set', () => {
    expect(encode(ofText('€'.repeat(1_000_000)), limit(Infinity))).toHaveLength(HEAD + 1_000_000);
  });

  it('is told without what the message holds', () => {
    expect(refusal(ofText('PRIVATE'.repeat(20)), limit(100)).message).not.toContain('PRIVATE');
  });
});
