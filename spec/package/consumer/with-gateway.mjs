/* global console, setTimeout, clearTimeout */
/**
 * Runs another host on a script, with the addresses of a local gateway that runs in this Node. A message `cut` resets its
 * connection. Fails by its exit code, also where the host does not exit by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { startLocalGateway } from 'rx-gateway-socket/local-gateway';

/** Far longer than it takes, and shorter than a peer that is never let go of (`ws` waits 30 s). */
const LIMIT = 20_000;

const [host, ...args] = process.argv.slice(2);
const gateway = await startLocalGateway();
gateway.onEvent((event) => {
  if (event.type === 'received' && JSON.parse(event.text).action === 'cut') gateway.drop(event.connectionId);
});
const child = spawn(host, [...args, gateway.url, gateway.tokenUrl], { stdio: 'inherit' });
const limit = setTimeout(() => {
  console.error(`it did not exit within ${LIMIT} ms`);
  child.kill('SIGKILL');
}, LIMIT);
const [code] = await once(child, 'exit');
clearTimeout(limit);
await gateway.close();
process.exitCode = code ?? 1;
