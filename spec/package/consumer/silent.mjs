/**
 * What would fail in silence is printed, by the package as it is published: each case fails somehow, and a line on the
 * console must name it within ten seconds. The mistakes of new users are in `mistakes.mjs`.
 */
import assert from 'node:assert/strict';
import console from 'node:console';
import { setTimeout } from 'node:timers/promises';
import { NEVER } from 'rxjs';
import { gatewaySocket } from 'rx-gateway-socket';
import { fakeGateway } from 'rx-gateway-socket/testing';

const LIMIT = 10_000;
const printed = { warn: [], debug: [] };
for (const level of ['warn', 'debug']) globalThis.console[level] = (...data) => printed[level].push(data);

const quick = { initial: 10, max: 20, whenRefused: 'back-off' };
const silent = { error: () => undefined };

/** How each fails, and the line that names it. */
const cases = {
  'a frame that is no message': [
    /invalid-message: .*not-json/,
    async ({ open }) => (await open()).connection.send('not JSON'),
  ],
  'an error frame': [
    /gateway-error: .*Forbidden.*no route/,
    async ({ open }) => (await open()).connection.sendErrorFrame('Forbidden'),
  ],
  'a message that expires': [
    /undelivered: .*'chat'.*expired/,
    ({ socket }) => socket({ outbox: { ttl: 20 } }, { refuse: true }).send('chat'),
  ],
  'a token request that fails': [
    /token: .*network/,
    ({ socket, gateway }) => {
      gateway.failTokens(1, 'network');
      socket().on('toast').subscribe();
    },
  ],
  'refused handshakes': [
    /refused: .*Each handshake is refused/,
    ({ socket }) => socket({}, { refuse: true }).on('toast').subscribe(),
  ],
  'a deaf connection': [
    /deaf: .*ping/,
    async ({ open }) => {
      const { connection } = await open({ keepAlive: { name: 'ping', every: 100, reply: 'pong', timeout: 50 } });
      connection.deafen();
    },
  ],
  'a fatal error that connect() alone would see': [
    /failed: .*unauthenticated.*connect\(\)/,
    ({ socket, gateway }) => {
      gateway.failTokens(1, 'unauthenticated');
      socket().connect();
    },
  ],
  'a fatal error that resumeOn keeps from the streams': [
    /failed: .*unauthenticated.*resumeOn/,
    ({ socket, gateway }) => {
      gateway.failTokens(1, 'unauthenticated');
      socket({ resumeOn: NEVER }).on('toast').subscribe(silent);
    },
  ],
  'a subscription after close()': [
    /closed: a subscription came after close\(\)/,
    ({ socket }) => {
      const closed = socket();
      closed.close();
      closed.on('toast').subscribe();
    },
  ],
  'a send() after close()': [
    /closed: send\(\) came after close\(\)/,
    ({ socket }) => {
      const closed = socket();
      closed.close();
      assert.throws(() => closed.send('chat'), { kind: 'closed' });
    },
  ],
  'an option of an option that does not exist': [
    /option: .*'rotation\.overlaps'.*'rotation\.overlap'/,
    ({ socket }) => socket({ rotation: { overlaps: 1 } }),
  ],
};

/** What a case has, with the sockets that it made. */
function stage() {
  const gateway = fakeGateway();
  const sockets = [];
  const socket = (options = {}, { refuse = false } = {}) => {
    if (refuse) gateway.refuse(Infinity);
    const made = gatewaySocket({ ...gateway.config, backoff: quick, ...options });
    sockets.push(made);
    return made;
  };
  const open = async (options) => {
    const made = socket(options);
    made.on('toast').subscribe();
    return { made, connection: await gateway.connected() };
  };
  return { gateway, socket, open, end: () => sockets.forEach((one) => one.close()) };
}

/** The first line that matches. A fatal token error has a line of its own before. */
async function lineOf(expected) {
  const until = Date.now() + LIMIT;
  const found = () => printed.warn.map((data) => data.join(' ')).find((line) => expected.test(line));
  while (!found() && Date.now() < until) await setTimeout(10);
  return found() ?? `only ${JSON.stringify(printed.warn)}`;
}

for (const [name, [expected, fail]] of Object.entries(cases)) {
  const here = stage();
  await fail(here);
  const line = await lineOf(expected);
  assert.match(line, expected, name);
  assert.match(line, /\(docs\/troubleshooting\.md#/, name);
  console.log(`${name}\n  ${line}`);
  here.end();
  printed.warn.length = 0;
}

const loud = stage();
await loud.open({ log: 'debug' });
const types = printed.debug.map(([, event]) => event.type);
assert.deepEqual(types, ['token', 'connecting', 'open']);
loud.end();
printed.debug.length = 0;

const quiet = stage();
const { connection } = await quiet.open({ log: false, chanel: 'a' });
connection.send('not JSON');
quiet.end();
assert.deepEqual(printed, { warn: [], debug: [] });
