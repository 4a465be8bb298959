import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import type { StandardSchema } from '../../lib';
import type { Decoded } from '../../lib/messages/decode';
import { Inbox, type FrameReceiver } from '../../lib/messages/inbox';
import { words } from '../support/words';

const settle = () => new Promise((resolve) => process.nextTick(resolve));

/** An inbox with schemas, and what it delivered: messages as they are, faults as their reason. */
const setUp = (
  schemas: Readonly<Record<string, StandardSchema>>,
  { wanted = () => true, typeKey }: { readonly wanted?: (name: string) => boolean; readonly typeKey?: string } = {},
) => {
  const inbox = new Inbox({ typeKey, typeOf: undefined, schemas }, wanted);
  const decoded: Decoded[] = [];
  const receiver: FrameReceiver<undefined> = {
    message: (name, message) => decoded.push({ type: 'message', name, message }),
    fault: (fault) => decoded.push(fault),
  };
  const receive = (...messages: readonly unknown[]) => {
    for (const message of messages) inbox.receive(JSON.stringify(message), receiver, undefined);
  };
  const delivered = () => decoded.map((value) => (value.type === 'message' ? value.message : value));
  return { receive, delivered, decoded, close: () => inbox.close() };
};

/** A schema by hand: what `validate` says, at once or later. */
const schema = (validate: StandardSchema['~standard']['validate']): StandardSchema => ({
  '~standard': { version: 1, vendor: 'spec', validate },
});

const toast = { type: 'toast', level: 'info', message: 'hi' };

describe.each<readonly [string, StandardSchema]>([
  ['zod', z.object({ type: z.literal('toast'), level: z.enum(['info', 'error']), message: z.string() })],
  ['valibot', v.object({ type: v.literal('toast'), level: v.picklist(['info', 'error']), message: v.string() })],
  ['arktype', type({ type: "'toast'", level: "'info' | 'error'", message: 'string' })],
])('a schema of %s', (_name, toastSchema) => {
  it('lets through, at once, what it accepts', () => {
    const { receive, delivered } = setUp({ toast: toastSchema });
    receive(toast);
    expect(delivered()).toEqual([toast]);
  });

  it('makes a fault, with its issues, of what it refuses, and the stream goes on', () => {
    const { receive, delivered } = setUp({ toast: toastSchema });
    receive({ ...toast, level: 7 }, toast);
    expect(delivered()).toEqual([
      {
        type: 'invalid-message',
        reason: 'schema',
        raw: JSON.stringify({ ...toast, level: 7 }),
        issues: [{ message: expect.any(String), path: ['level'] }],
      },
      toast,
    ]);
  });
});

describe('what a schema makes of a message takes its place', () => {
  it('transforms included', () => {
    const { receive, delivered } = setUp({
      at: z.object({ type: z.literal('at'), at: z.string().transform((text) => new Date(text)) }),
    });
    receive({ type: 'at', at: '2026-01-01T00:00:00Z' });
    expect(delivered()).toEqual([{ type: 'at', at: new Date('2026-01-01T00:00:00Z') }]);
  });

  it.each([
    [undefined, { type: 'chat', n: 1 }],
    [undefined, { action: 'chat', n: 1 }],
    ['kind', { kind: 'chat', n: 1 }],
  ])('with its type put back where the schema dropped it (typeKey %p)', (typeKey, message) => {
    const { receive, delivered } = setUp({ chat: z.object({ n: z.number() }) }, typeKey ? { typeKey } : {});
    receive({ ...message, more: true });
    expect(delivered()).toEqual([message]);
  });

  it('with the type that the schema itself gave it', () => {
    const { receive, delivered } = setUp({ a: schema(() => ({ value: { type: 'b' } })) });
    receive({ type: 'a' });
    expect(delivered()).toEqual([{ type: 'b' }]);
  });

  it('as it is where it is frozen, or no plain object', () => {
    const constant = Object.freeze({ n: 1 });
    const date = new Date(0);
    const { receive, delivered } = setUp({
      a: schema(() => ({ value: constant })),
      b: schema(() => ({ value: date })),
    });
    receive({ type: 'a' }, { type: 'b' });
    expect(delivered()).toEqual([{ n: 1, type: 'a' }, date]);
    expect(constant).toEqual({ n: 1 });
  });
});

describe('a fault of a schema is bounded', () => {
  it('in the number of its issues and the size of each', () => {
    const issue = { message: 'm'.repeat(10_000), path: Array.from({ length: 50 }, () => 'k'.repeat(1_000)) };
    const { receive, delivered } = setUp({ a: schema(() => ({ issues: Array.from({ length: 1_000 }, () => issue) })) });
    receive({ type: 'a', text: 'x'.repeat(30_000) });
    expect(delivered()).toHaveLength(1);
    expect(JSON.stringify(delivered()).length).toBeLessThan(20_000);
  });

  it('also where a message is no text', () => {
    const message = Array.from({ length: 1_000 }, () => 'm'.repeat(1_000)) as unknown as string;
    const { receive, delivered } = setUp({ a: schema(() => ({ issues: [{ message }] })) });
    receive({ type: 'a' });
    expect(delivered()).toMatchObject([{ issues: [{ message: 'm'.repeat(200) }] }]);
  });

  it('and names where, whatever a library writes its path with', () => {
    const path = ['list', 0, { key: 'name' }, Symbol('s')];
    const { receive, delivered } = setUp({ a: schema(() => ({ issues: [{ message: 'no', path }] })) });
    receive({ type: 'a' });
    expect(delivered()).toMatchObject([{ issues: [{ message: 'no', path: ['list', 0, 'name', 'Symbol(s)'] }] }]);
  });
});

describe('what no schema accepts', () => {
  it.each(['other', '__proto__', 'constructor'])('a message of the type %s, which has none', (name) => {
    const { receive, delivered } = setUp({ toast: z.object({}) });
    receive({ type: name });
    expect(delivered()).toMatchObject([
      {
        reason: 'schema',
        issues: [{ message: expect.stringMatching(words(`there is no schema for the type '${name}'`)), path: [] }],
      },
    ]);
  });

  it('a schema that throws is a fault too, at once or later', async () => {
    const { receive, delivered } = setUp({
      now: schema(() => {
        throw new Error('mine');
      }),
      later: schema(() => Promise.reject(new Error('mine'))),
    });
    receive({ type: 'now' }, { type: 'later' });
    await settle();
    const fault = {
      reason: 'schema',
      issues: [{ message: expect.stringMatching(words('the schema itself threw: mine')), path: [] }],
    };
    expect(delivered()).toMatchObject([fault, fault]);
  });
});

describe('asynchronous schemas', () => {
  const asynchronous = () => {
    const answers = new Map<number, (value: unknown) => void>();
    const slow = schema(
      (value) => new Promise((resolve) => answers.set((value as { readonly n: number }).n, () => resolve({ value }))),
    );
    const kit = setUp({ slow, fast: schema((value) => ({ value })) });
    const numbers = () => kit.delivered().map((message) => ('n' in message ? message.n : message.type));
    const answer = async (n: number) => {
      answers.get(n)?.(undefined);
      await settle();
    };
    return { ...kit, numbers, answer };
  };

  it('keep the order of messages, and of faults among them', async () => {
    const { receive, numbers, answer } = asynchronous();
    receive({ type: 'slow', n: 1 }, { type: 'fast', n: 2 }, { type: 'slow', n: 3 }, [], { type: 'fast', n: 4 });
    await answer(3);
    expect(numbers()).toEqual([]);
    await answer(1);
    expect(numbers()).toEqual([1, 2, 3, 'invalid-message', 4]);
  });

  it('are all asked at once: none waits for the one before it to be asked', async () => {
    const { receive, numbers, answer } = asynchronous();
    receive({ type: 'slow', n: 1 }, { type: 'slow', n: 2 });
    await answer(2);
    await answer(1);
    expect(numbers()).toEqual([1, 2]);
  });

  it('leave others synchronous when none is awaited any more', async () => {
    const { receive, numbers, answer } = asynchronous();
    receive({ type: 'slow', n: 1 });
    await answer(1);
    receive({ type: 'fast', n: 2 });
    expect(numbers()).toEqual([1, 2]);
  });

  it('deliver nothing any more after the end', async () => {
    const { receive, numbers, answer, close } = asynchronous();
    receive({ type: 'slow', n: 1 });
    close();
    await answer(1);
    expect(numbers()).toEqual([]);
  });
});

it('asks no schema about a message that nobody would hear of', () => {
  const validate = jest.fn((value: unknown) => ({ value }));
  const { receive, delivered } = setUp(
    { a: schema(validate), b: schema(validate) },
    { wanted: (name) => name === 'a' },
  );
  receive({ type: 'b' }, { type: 'a' });
  expect(validate).toHaveBeenCalledTimes(1);
  expect(delivered()).toEqual([{ type: 'a' }]);
});
