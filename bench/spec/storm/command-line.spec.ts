import { availableParallelism } from 'node:os';
import { CommanderError } from 'commander';
import { command, readCommandLine } from '../../storm/command-line';

const read = (...argv: readonly string[]) => {
  let said = '';
  const program = command().configureOutput({ writeErr: (text) => (said += text), writeOut: (text) => (said += text) });
  try {
    return { line: readCommandLine(argv, program), said };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode, said };
  }
};

describe('npm run bench:storm', () => {
  it('takes everything, with the usual chance, where nothing is asked for', () => {
    expect(read().line).toEqual({
      quick: false,
      scenarios: undefined,
      clients: undefined,
      seed: 1,
      processes: availableParallelism(),
    });
  });

  it('takes fleets of other sizes, the smallest first and each once', () => {
    const { line } = read(
      '--quick',
      '--clients',
      '500',
      '--clients',
      '20',
      '--clients',
      '500',
      '--seed',
      '7',
      '--processes',
      '4',
    );
    expect(line).toMatchObject({ quick: true, clients: [20, 500], seed: 7, processes: 4 });
  });

  it('takes some of the scenarios', () => {
    const { line } = read('--scenario', 'office', '--scenario', 'someClocks');
    expect(line?.scenarios).toEqual(['office', 'someClocks']);
  });

  it.each([
    [['--clients', '0'], "'0' is invalid. It must be a whole number from 1 to 1,000,000"],
    [['--clients', '1e3'], "'1e3' is invalid. It must be a whole number from 1 to 1,000,000"],
    [['--clients', '2000000'], "'2000000' is invalid. It must be a whole number"],
    [['--seed', '-1'], "'-1' is invalid. It must be a whole number from 0 to 4,294,967,295"],
    [['--processes', '0'], "'0' is invalid. It must be a whole number from 1 to 64"],
    [
      ['--scenario', 'toString'],
      "'toString' is invalid. It must be one of restart, outage, tokens, office, someClocks",
    ],
    [['--fast'], "unknown option '--fast'"],
    [['now'], 'too many arguments'],
  ])('says what is wrong with %j, and ends with 1', (argv, words) => {
    const { exitCode, said } = read(...argv);
    expect(said).toContain(words);
    expect(exitCode).toBe(1);
  });

  it('ends well after its help', () => {
    const { exitCode, said } = read('--help');
    expect(said).toContain('--quick');
    expect(exitCode).toBe(0);
  });
});
