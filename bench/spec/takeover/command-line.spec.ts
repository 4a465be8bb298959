import { CommanderError } from 'commander';
import { availableParallelism } from 'node:os';
import { command, isWhole, readCommandLine } from '../../takeover/command-line';
import { cellsOf, groups } from '../../../spec/takeover/cells';

const read = (...argv: readonly string[]) => {
  let output = '';
  const program = command().configureOutput({ writeErr: (text) => (output += text), writeOut: () => undefined });
  try {
    return readCommandLine(argv, program);
  } catch (error) {
    if (error instanceof CommanderError) return output;
    throw error;
  }
};

/** Whether what such a command prints is written to RESULTS.md. */
const writes = (...argv: readonly string[]) => {
  const line = read(...argv);
  return typeof line !== 'string' && isWhole(line);
};

describe('npm run bench:takeover', () => {
  it('simulates 300 rotations of every cell where nothing is asked for', () => {
    expect(read()).toEqual({
      rotations: 300,
      only: groups,
      cells: false,
      processes: availableParallelism(),
      trace: undefined,
      nth: undefined,
      ping: false,
      rule: 'today',
    });
  });

  it('takes some groups, each once', () => {
    expect(read('--only', 'dies,main,dies', '--rotations', '20')).toMatchObject({
      only: ['dies', 'main'],
      rotations: 20,
    });
  });

  it('writes nothing but a whole run', () => {
    expect(writes()).toBe(true);
    expect(writes('--processes', '1')).toBe(true);
    expect([writes('--only', 'main'), writes('--rotations', '20'), writes('--cells')]).toEqual([false, false, false]);
  });

  it('shows one rotation of one cell', () => {
    expect(read('--trace', 'dies:7', '--nth', '12', '--ping', '--rule', '0.1.0')).toMatchObject({
      trace: { group: 'dies', cell: 7 },
      nth: 12,
      ping: true,
      rule: '0.1.0',
    });
  });

  it('names what there is where something else is asked for', () => {
    expect(read('--only', 'min')).toContain("There is no group 'min', only main, dies");
    expect(read('--trace', 'dies:37')).toContain('a whole number from 1 to 36');
    expect(read('--rule', '0.2.0')).toContain('today, 0.1.0');
  });
});

describe('the cells', () => {
  it('are each there once, in every group', () => {
    expect(groups.map((group) => cellsOf(group).length)).toEqual([96, 36, 72, 36, 36, 12, 24]);
    for (const group of groups) {
      const cells = cellsOf(group).map((cell) => JSON.stringify(cell));
      expect(new Set(cells).size).toBe(cells.length);
    }
  });
});
