import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const run = promisify(execFile);

describe('npm run demo', () => {
  it('tells the whole story, sums it up, and shows no token', async () => {
    // Rejects on an exit code other than 0, which the demo gives for every claim that does not hold.
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts'], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/connection was lost .*code 1001 "Going away"/);
    expect(stdout).toMatch(/connection was lost .*code 1006/);
    expect(stdout).toMatch(/✓ connections +3\n/);
    expect(stdout).toMatch(/✓ tokens fetched +3\n/);
    expect(stdout).toMatch(/✓ tokens reused +0\n/);
    expect(stdout).not.toMatch(/[0-9a-f]{64}/);
  }, 20_000);

  it('with --stay goes on, says how to join it, and ends with Ctrl+C', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', '--stay'], { cwd: root });
    let printed = '';
    const said = (words: RegExp) =>
      new Promise<void>((resolve) => {
        child.stdout.on('data', (piece: Buffer) => {
          printed += piece.toString();
          if (words.test(printed)) resolve();
        });
      });
    await said(/Ctrl\+C ends it[^]*is open/);
    expect(printed).toMatch(/curl -X POST http:\/\/127\.0\.0\.1:\d+\/api\/ws-token\//);
    expect(printed).toMatch(/wscat -c 'ws:\/\/127\.0\.0\.1:\d+\?channel=general&ws_token=TOKEN'/);
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.kill('SIGINT');
    await expect(ended).resolves.toBe(0);
  }, 30_000);
});
