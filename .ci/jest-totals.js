import { appendFileSync } from 'node:fs';
import process from 'node:process';

/**
 * A jest reporter that appends `passed failed` to the file named by TEST_TOTALS_FILE, one line for each run of jest,
 * and does nothing where that is not set. .ci/run adds the lines up: jest's own summary is written for people, and
 * its --json would have to be named in every script that runs jest.
 */
export default class JestTotals {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const file = process.env.TEST_TOTALS_FILE;
    // A spec file that cannot even be loaded has no failed test, and is a failure all the same.
    if (file) appendFileSync(file, `${numPassedTests} ${numFailedTests + numRuntimeErrorTestSuites}\n`);
  }
}
