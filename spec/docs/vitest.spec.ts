import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

describe('the block for vitest in docs/testing.md', () => {
  it('passes in vitest', async () => {
    const vitest = join(__dirname, '../../node_modules/vitest/vitest.mjs');
    const config = join(__dirname, 'testing/vitest.config.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [vitest, 'run', '--config', config, '--no-color'], {
      env: { ...process.env, NODE_ENV: 'test', NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/Tests\s+1 passed \(1\)/);
  }, 60_000);
});
