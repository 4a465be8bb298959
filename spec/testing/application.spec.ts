import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testApplication } from './application';

const equal = (actual: unknown, expected: unknown) => expect(actual).toEqual(expected);

describe('an application tested with jest', () => {
  testApplication({ it, equal, pass: undefined });
});

describe('an application tested with jest and its fake timers', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  testApplication({ it, equal, pass: (ms) => jest.advanceTimersByTimeAsync(ms) });
});

describe('an application tested with vitest', () => {
  it('passes the same tests, with fake timers and without', async () => {
    const vitest = join(__dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
    const config = join(__dirname, 'vitest.config.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [vitest, 'run', '--config', config, '--no-color'], {
      env: { ...process.env, NODE_ENV: 'test', NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/Tests\s+9 passed \(9\)/);
  }, 60_000);
});
