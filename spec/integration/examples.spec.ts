import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const run = promisify(execFile);

/** Rejects on an exit code other than 0, which an example gives for what did not happen. */
const example = (name: string) =>
  run(process.execPath, ['--import', 'tsx', `examples/${name}/main.ts`], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
  });

describe('npm run example:chat', () => {
  it('keeps every transcript whole, over a lost connection and from room to room', async () => {
    const { stdout, stderr } = await example('chat');
    expect(stdout).toContain('Carol    comes late, and reads 2 lines of history');
    expect(stdout).toContain('all      are back, and missed nothing');
    expect(stdout).toContain('Bob      #garden (1) Ada: It is quiet here');
    expect(stdout).not.toMatch(/#lobby .*quiet/);
    expect(stdout.trimEnd().split('\n').slice(-4).join('\n')).toContain('all      see their own room and no other');
    expect(stdout).not.toMatch(/[0-9a-f]{64}/);
    expect(stderr).toBe('');
  }, 30_000);
});

describe('npm run example:toasts', () => {
  it('shows three toasts at once, in turn, and none that is not what was agreed', async () => {
    const { stdout, stderr } = await example('toasts');
    expect(stdout).toContain('[ ▌Saved  ▌Bob is here  ▌Disk almost full ]');
    expect(stdout).not.toContain('▌Saved  ▌Bob is here  ▌Disk almost full  ▌Report ready');
    expect(stdout).toContain('not shown: level: ');
    expect(stdout).not.toContain('Nobody knows');
    expect(stdout).toContain('▌All is well');
    expect(stdout).toMatch(/▌Offline: Trying again ….*▌Back: after \d s/);
    expect(stdout).toContain('▌shop: 2.0 is live');
    expect(stdout).toContain('▌shop: 2.1 is live');
    expect(stderr).toBe('');
  }, 30_000);
});

describe('npm run example:node', () => {
  it('reads typed messages behind a login, and goes on after a clean close, with the WebSocket that Node has', async () => {
    const { stdout, stderr } = await example('node');
    expect(stdout).toContain(`Node ${process.version}, with ${'WebSocket' in globalThis ? 'its own WebSocket' : 'ws'}`);
    expect(stdout).toMatch(/report +100 % done/);
    expect(stdout).toMatch(/closes every connection[^]*ended[^]*token[^]*is back after \d+ ms/);
    expect(stdout).toContain('success: The report is ready');
    expect(stdout).not.toContain('fault');
    expect(stdout).not.toMatch(/[0-9a-f]{32}/);
    expect(stderr).toBe('');
  }, 30_000);
});
