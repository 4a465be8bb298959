import { CommanderError } from 'commander';
import { problemLine } from '../../lib/local-gateway/cli/problem-line';
import { cpuTime } from '../support/cpu-time';

it.each([
  ["error: unknown option '--prot'\n(Did you mean --port?)", "unknown option '--prot' (Did you mean --port?)"],
  ['error: a  \n\t b', 'a b'],
  ['error: a\r\nb', 'a b'],
])('what is wrong with a command line is one line: %j', (message, line) => {
  expect(problemLine(new CommanderError(1, 'code', message))).toBe(`${line} (--help lists the options)`);
});

it('takes no quadratic time over what was typed', () => {
  const typed = `error: unknown command '${' '.repeat(1_000_000)}x'`;
  const spent = cpuTime(() =>
    expect(problemLine(new CommanderError(1, 'code', typed))).toHaveLength(typed.length + 20),
  );
  // It takes a few ms; the regular expression of before took minutes.
  expect(spent).toBeLessThan(1_000);
});
