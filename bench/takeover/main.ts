/**
 * `npm run bench:takeover`: what is lost, doubled and untold where a connection replaces another, by the rule of this
 * repository and by that of 0.1.0.
 */
import { CommanderError } from 'commander';
import { readCommandLine, type CommandLine } from './command-line';
import { trace } from './trace';

const asked = commandLine();
if (asked?.trace) trace(asked.trace, asked);

/** What was asked for; nothing where that was help, or cannot be: commander has reported it. */
function commandLine(): CommandLine | undefined {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
    return undefined;
  }
}
