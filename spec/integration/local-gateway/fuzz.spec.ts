import process from 'node:process';
import fc from 'fast-check';
import pc from 'picocolors';
import { logLine } from '../../../lib/local-gateway/cli/log-line';
import type { GatewayEvent, LocalGateway, LocalGatewayOptions } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, gatewayFor } from './support/clean-up';
import { rawSocket, upgradeRequest } from './support/raw-socket';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

/** `npm run test:fuzz` takes longer. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 5);
/** There are two kinds of input. */
const SPAN = (SECONDS * 1_000) / 2;
const TIMEOUT = SPAN + 20_000;

const nested = fc
  .tuple(fc.constantFrom('[', '{"a":', '{"action":', '{"token":', '"\\"'), fc.integer({ min: 1, max: 6_000 }))
  .map(([part, times]) => part.repeat(times));
const closedNest = fc.integer({ min: 1, max: 5_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
const name = fc.constantFrom(
  ...[
    'chat_message',
    'fetch_history',
    'toast',
    'task',
    'change_channel',
    'ping',
    '$connect',
    '__proto__',
    'constructor',
  ],
);
const member = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  closedNest,
);
const message = fc
  .tuple(
    fc.constantFrom('action', 'handler', 'type', 'a'),
    fc.oneof(
      name.map((text) => JSON.stringify(text)),
      member,
    ),
    member,
  )
  .map(([key, value, more]) => `{"${key}":${value},"message":${more},"steps":1,"every":0,"request_id":${more}}`);
const frame = fc.oneof(message, nested, fc.string({ unit: 'binary' }), fc.json()).map((text) => text.slice(0, 32_000));

/** What must not be: a warning, and a log line that is no line. */
const problems: unknown[] = [];

/** A gateway each of whose events is printed, so that what a log does with it is tried too. */
async function fuzzed(options: LocalGatewayOptions = {}): Promise<LocalGateway> {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void problems.push(warning));
  atEnd(() => {
    warned.mockRestore();
  });
  const onEvent = (event: GatewayEvent): void => {
    const line = logLine(event, pc.createColors(false));
    if (/[\p{C}\p{Zl}\p{Zp}]/u.test(line)) problems.push(line);
  };
  return gatewayFor({ tokens: false, connectsPerMinute: false, ...options, onEvent });
}

/** A rejection that nobody handled, or an exception that nobody caught, fails the test by itself. */
async function isUp(gateway: LocalGateway): Promise<void> {
  const client = await Client.open(gateway.url);
  const id = gateway.connections.at(-1)?.id ?? '';
  expect(gateway.post(id, 'up')).toBe('sent');
  expect(await client.next()).toBe('up');
  client.socket.terminate();
  expect(problems).toEqual([]);
}

const forSomeTime = { numRuns: 1_000_000, interruptAfterTimeLimit: SPAN, endOnFailure: true } as const;

describe('nothing that comes from outside ends the gateway', () => {
  it(
    'neither frames, nor what a backend answers to them',
    async () => {
      const backend = await RecordingBackend.start();
      const routes = { $default: { twoWay: true } };
      const gateways = [
        await fuzzed(),
        await fuzzed({ routes, routeSelectionExpression: '${request.body.a.action}/${request.body.action}' }),
        await fuzzed({ routes, backend: { proxy: backend.url } }),
      ];
      const clients = await Promise.all(gateways.map(({ url }) => Client.open(url)));
      await fc.assert(
        fc.asyncProperty(
          frame,
          fc.oneof(message, nested),
          fc.integer({ min: 200, max: 599 }),
          async (text, body, status) => {
            backend.answer = ({ url }, response) => {
              if (url.includes('default')) response.writeHead(status).end(body);
              else response.end();
            };
            for (const client of clients) client.send(text);
            // Each is still open, and has dealt with what was sent before.
            await Promise.all(
              clients.map(async ({ socket }) => {
                socket.ping();
                await new Promise((resolve) => socket.once('pong', resolve));
              }),
            );
          },
        ),
        forSomeTime,
      );
      for (const gateway of gateways) await isUp(gateway);
    },
    TIMEOUT,
  );

  it(
    'nor bytes, requests and handshakes',
    async () => {
      const gateway = await fuzzed();
      const { host } = new URL(gateway.url);
      const token = fc.string({
        unit: fc.constantFrom(...Array.from('abZ0-_:/?#@%\u0000\r\n\t ="\\[]{}é\u202e')),
        maxLength: 40,
      });
      const path = fc.oneof(
        fc.constantFrom('/', '/production', '/@connections/x', '/%40connections/%E0%A4%A', '/api/ws-token/', '//', '*'),
        token.map((text) => `/${text}`),
        token.map((text) => `/?channel=${text}&ws_token=${text}`),
        token.map((text) => `/@connections/${text}`),
      );
      const method = fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'CONNECT', 'X');
      const headers = fc.array(
        fc.tuple(fc.constantFrom('Origin', 'Host', 'Cookie', 'Upgrade', 'Sec-WebSocket-Key', 'X'), token),
      );
      const body = fc.oneof(message, nested, token);
      const request = fc.tuple(method, path, headers, body).map(([verb, target, more, text]) => {
        const lines = more.map(([header, value]) => `${header}: ${value}\r\n`).join('');
        const length = `Content-Length: ${Buffer.byteLength(text)}\r\n`;
        return Buffer.from(`${verb} ${target} HTTP/1.1\r\nHost: ${host}\r\n${length}${lines}\r\n${text}`);
      });
      const handshake = fc
        .tuple(path, fc.uint8Array({ maxLength: 200 }))
        .map(([target, bytes]) => Buffer.concat([Buffer.from(upgradeRequest(target)), bytes]));
      await fc.assert(
        fc.asyncProperty(fc.oneof(request, handshake, fc.uint8Array()), async (bytes) => {
          const socket = await rawSocket(gateway.url);
          const ended = new Promise((resolve) => socket.once('close', resolve));
          socket.resume();
          socket.end(Buffer.from(bytes));
          await ended;
        }),
        forSomeTime,
      );
      await isUp(gateway);
    },
    TIMEOUT,
  );
});
