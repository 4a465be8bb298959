import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AnyMessages } from '../../lib';
import { cut } from '../../lib/cut';
import { show } from '../../lib/show';
import { tokenErrorOf } from '../../lib/token/token-error-of';
import { virtualSocket } from '../support/virtual-socket';

describe('a text that is cut', () => {
  it.each([
    ['', 3, ''],
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['"\\\n\u2028', 3, '"\\\n'],
    ['😀😀', 3, '😀\ud83d'],
  ])('%j to %d is %j', (text, length, beginning) => {
    expect(cut(text, length)).toBe(beginning);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap that are in use. */
function used(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const KEPT = 60;
const FRAME = 500_000;

/** A text of half a megabyte of its own, in one piece. */
const large = (n: number): string => Buffer.alloc(FRAME, `a word ${n} `).toString('latin1');

const throwing = {
  '~standard': {
    version: 1 as const,
    vendor: 'spec',
    validate: (value: unknown) => {
      throw new Error((value as { text: string }).text);
    },
  },
};

/** What a client keeps of many large frames: the faults that an application may hold for as long as the page is open. */
const faultsOf = (
  frames: (n: number) => string,
  options: Parameters<typeof virtualSocket<AnyMessages, AnyMessages>>[0] = {},
): unknown => {
  const client = virtualSocket(options);
  client.socket.connect();
  const connection = client.accept();
  for (let n = 0; n < KEPT; n += 1) connection.deliver(frames(n));
  expect(client.faults.values).toHaveLength(KEPT);
  return client.faults.values;
};

const many = (make: (n: number) => unknown): unknown => Array.from({ length: KEPT }, (_, n) => make(n));

describe('60 of them do not keep half a megabyte each', () => {
  it.each<readonly [string, () => unknown]>([
    ['faults of frames that are no JSON', () => faultsOf(large)],
    ['faults of frames without a type', () => faultsOf((n) => JSON.stringify({ text: large(n) }))],
    [
      'faults of frames that look like an error of the gateway',
      () => faultsOf((n) => JSON.stringify({ message: large(n), connectionId: large(n), requestId: large(n) })),
    ],
    [
      'faults of a schema that throws with what it was given',
      () => faultsOf((n) => JSON.stringify({ type: 'toast', text: large(n) }), { schemas: { toast: throwing } }),
    ],
    [
      'faults of a type that has no schema',
      () => faultsOf((n) => JSON.stringify({ type: large(n) }), { schemas: { toast: throwing } }),
    ],
    ['wrong values that are shown', () => many((n) => show(large(n)))],
    ['errors of a token source', () => many((n) => tokenErrorOf(new Error(large(n)), 0))],
  ])('%s', (_name, keep) => {
    const before = used();
    const kept = keep();
    const grown = used() - before;
    expect(kept).toBeDefined();
    expect(grown).toBeLessThan((KEPT * FRAME) / 10);
  });

  it('the measure finds what is kept', () => {
    const before = used();
    const kept = many((n) => large(n).slice(0, 200));
    expect(used() - before).toBeGreaterThan((KEPT * FRAME) / 2);
    expect(kept).toBeDefined();
  });
});
