/** Opens and closes a thousand connections in a process of its own, and prints what they left behind, as JSON. */
import { getEventListeners } from 'node:events';
import { queryObjects } from 'node:v8';
import { firstValueFrom } from 'rxjs';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket } from '../../lib';
import { startLocalGateway } from '../../lib/local-gateway';

const gateway = await startLocalGateway({ connectsPerMinute: false, tokens: { perMinute: false } });

/** One signal for all of them: what is left on it is what they left behind. */
const { signal } = new AbortController();

async function cycle(): Promise<void> {
  const socket = gatewaySocket({
    url: gateway.url,
    log: false,
    token: djangoToken(gateway.tokenUrl),
    WebSocketCtor: WebSocket,
    linger: 0,
    signal,
  });
  const opened = firstValueFrom(socket.opened$);
  const held = socket.connect();
  await opened;
  held.unsubscribe();
  socket.close();
}

async function cycles(count: number): Promise<{ readonly objects: number; readonly handles: number }> {
  for (let n = 0; n < count; n += 1) await cycle();
  while (gateway.connections.length > 0) await new Promise(setImmediate);
  // Each collects the garbage first. What fetch finalizes is only free a collection later.
  for (let n = 0; n < 3; n += 1) {
    queryObjects(Object);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // Every object and function there is. The size of the heap also tells what the engine has compiled meanwhile.
  return { objects: Number(queryObjects(Object)), handles: process.getActiveResourcesInfo().length };
}

// First for what is made only once, and for the thousand ended connections that the gateway remembers.
const before = await cycles(1_000);
const after = await cycles(1_000);
await gateway.close();
const listeners = getEventListeners(signal, 'abort').length;
console.log(
  JSON.stringify({ objects: after.objects - before.objects, handles: after.handles - before.handles, listeners }),
);
// Keep-alive connections of fetch would hold the process for a few seconds more.
process.exit(0);
