import fc from 'fast-check';
import { z } from 'zod';
import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';

const typed = fc.record({ type: fc.constantFrom('toast', 'other', '', 7), message: fc.jsonValue({ maxDepth: 1 }) });
const frame: fc.Arbitrary<unknown> = fc.oneof(
  typed.map((value) => JSON.stringify(value)),
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '{"message":"Forbidden","connectionId":"c=","requestId":"r="}',
    new ArrayBuffer(3),
    '['.repeat(10_000),
    '"\ud800"',
  ),
);

describe('whatever a gateway sends', () => {
  it.each([
    ['without schemas', {}],
    ['with schemas', { schemas: { toast: z.object({ message: z.string() }), other: z.looseObject({}) } }],
  ])('each frame is one message or one fault, in the stream that lives on (%s)', (_name, options) => {
    const { socket, accept, faults } = virtualSocket(options);
    const messages = recorded(socket.messages$);
    const line = accept();
    const heard = () => messages.values.length + faults.values.length;
    fc.assert(
      fc.property(frame, (data) => {
        const before = heard();
        line.deliver(data);
        expect(heard()).toBe(before + 1);
      }),
      { numRuns: 10_000 },
    );
    expect(messages).toMatchObject({ errors: [], completed: false });
    expect(messages.values.length).toBeGreaterThan(500);
    expect(faults.values.length).toBeGreaterThan(500);
    expect(socket.status.state).toBe('open');
  });
});
