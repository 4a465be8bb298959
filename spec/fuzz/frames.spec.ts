import fc from 'fast-check';
import { config } from 'rxjs';
import { z } from 'zod';
import type { AnyMessages } from '../../lib';
import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';
import { forAWhile, FUZZ_TIMEOUT } from './for-a-while';
import { anything, hostileJson, oddKey } from './hostile-values';

const text = fc.string({ unit: 'binary' });
/** As API Gateway's own error frames, or nearly. */
const errorFrame = fc
  .record(
    { message: fc.oneof(text, fc.constant(7)), connectionId: text, requestId: text, more: text },
    { requiredKeys: [] },
  )
  .map((frame) => JSON.stringify(frame));
const message = fc
  .record({
    type: fc.oneof(oddKey, fc.constantFrom('number', 'text', 'slow', 'throws')),
    n: fc.jsonValue({ maxDepth: 1 }),
    request_id: text,
  })
  .map((frame) => JSON.stringify(frame));
const binary = fc
  .uint8Array()
  .chain((bytes) => fc.constantFrom<unknown>(bytes, bytes.buffer, new Blob([Uint8Array.from(bytes)])));
const frame: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.oneof(text, hostileJson, errorFrame, message, binary).map((data) => () => data),
  anything,
);

const schemas = {
  number: z.object({ n: z.number() }),
  text: z.object({ n: z.string() }),
  slow: z.object({ n: z.number().refine((n) => Promise.resolve(n > 0)) }),
  throws: z.object({
    n: z.any().transform(() => {
      throw new Error('mine');
    }),
  }),
};

/** What would be worse than a fault. */
const unhandled: unknown[] = [];
config.onUnhandledError = (error) => unhandled.push(error);

const prototypeKeys = Reflect.ownKeys(Object.prototype).length;

/** How messages may be told apart and checked. */
const inboxes: readonly Parameters<typeof virtualSocket<AnyMessages, AnyMessages>>[0][] = [
  {},
  { typeKey: '__proto__' as 'type' },
  { typeOf: (value) => Object.keys(value)[0] },
  { schemas: schemas },
];

describe('whatever frames a server sends', () => {
  it(
    'each becomes one message or one fault, and the connection stays',
    () =>
      forAWhile(
        fc.tuple(fc.constantFrom(...inboxes), fc.array(frame, { minLength: 1, maxLength: 20 })),
        async ([options, frames]) => {
          const { socket, accept, faults, made } = virtualSocket(options);
          const messages = recorded(socket.messages$);
          const replies = recorded(socket.request('ask'));
          const connection = accept();
          for (const make of frames) connection.deliver(make());
          if (options && 'schemas' in options) await new Promise(setImmediate);
          expect(socket.status.state).toBe('open');
          expect(made).toHaveLength(1);
          expect(messages.values.length + faults.values.length).toBe(frames.length);
          expect([messages.errors, replies.values]).toEqual([[], []]);
          for (const error of replies.errors) expect(error).toMatchObject({ name: 'RequestError', kind: 'rejected' });
          for (const fault of faults.values) expect(longest(fault)).toBeLessThanOrEqual(200);
          socket.close();
          expect(unhandled).toEqual([]);
          expect(Reflect.ownKeys(Object.prototype)).toHaveLength(prototypeKeys);
        },
      ),
    FUZZ_TIMEOUT,
  );
});

/** The longest text that a fault holds. */
function longest(fault: object): number {
  return Math.max(
    ...Object.values(fault).map((value: unknown) =>
      typeof value === 'string' ? value.length : typeof value === 'object' && value !== null ? longest(value) : 0,
    ),
    0,
  );
}
