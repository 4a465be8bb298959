import { claimsOf, emptyTally, printSummary, type Tally } from '../../examples/demo/summary';

/** What the demo counts when all that it shows has happened. */
const told = (): Tally => ({
  messages: new Map([
    ['toast', 2],
    ['chat_message', 4],
    ['task_progress', 8],
  ]),
  tokens: ['a', 'b', 'c'],
  endings: ['1001 clean', '1006'],
  connections: 3,
  refused: 0,
});

describe('the summary of the demo', () => {
  it('holds when all that it is to show has happened', () => {
    const lines: string[] = [];
    expect(printSummary(told(), (line) => lines.push(line))).toBe(true);
    expect(lines.join('\n')).not.toContain('✗');
  });

  it.each<[string, Partial<Tally>]>([
    ['messages: toast', { messages: new Map([...told().messages, ['toast', 1]]) }],
    ['messages: chat_message', { messages: new Map([...told().messages, ['chat_message', 3]]) }],
    ['messages: task_progress', { messages: new Map([...told().messages, ['task_progress', 4]]) }],
    ['connections', { connections: 2 }],
    ['endings', { endings: ['1001 clean', '1001 clean'] }],
    ['tokens fetched', { tokens: ['a', 'b', 'c', 'd'] }],
    ['tokens reused', { tokens: ['a', 'b', 'b'] }],
    ['tokens reused', { refused: 1 }],
  ])('fails by %s alone when that did not', (name, broken) => {
    const tally = { ...told(), ...broken };
    expect(claimsOf(tally).flatMap((claim) => (claim.holds ? [] : [claim.name]))).toEqual([name]);
    expect(printSummary(tally, () => undefined)).toBe(false);
  });

  it('fails when nothing happened at all', () => {
    expect(printSummary(emptyTally(), () => undefined)).toBe(false);
  });
});
