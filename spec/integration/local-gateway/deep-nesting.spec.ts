import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LocalGateway, LocalGatewayOptions } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, djangoBehindGateway, gatewayFor, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

const DEPTH = 5_000;
/** Deeper than `JSON.stringify` can go, in 10 kB. */
const DEEP = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
const DEEP_OBJECT = `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`;

/** It still does its work; a rejection that nobody handled would be the failure of the test. */
async function stillWorks(gateway: LocalGateway): Promise<void> {
  const client = await Client.open(gateway.url);
  const id = gateway.connections.at(-1)?.id ?? '';
  expect(gateway.post(id, 'still here')).toBe('sent');
  expect(await client.next()).toBe('still here');
}

describe('a frame that is nested 5,000 deep', () => {
  it.each<[string, LocalGatewayOptions, string]>([
    ['in the key of the route', {}, `{"action":${DEEP}}`],
    ['in the key of the route, as an object', {}, `{"action":${DEEP_OBJECT}}`],
    [
      'in one of several variables of the expression',
      { routeSelectionExpression: '${request.body.a.b}/${request.body.c}' },
      `{"a":{"b":${DEEP}},"c":${DEEP}}`,
    ],
    ['beside the key of the route', {}, `{"action":"unheard_of","deep":${DEEP}}`],
    ['under a key that the log hides', {}, `{"action":"ping","token":${DEEP},"a":{"secret":${DEEP}}}`],
    ['as the whole of it', {}, DEEP],
    ['with no end', {}, '{"action":'.repeat(3_000)],
    ['in what a handler is given', {}, `{"action":"toast","message":${DEEP}}`],
    ['in a task', {}, `{"action":"task","task_id":${DEEP},"steps":${DEEP}}`],
    ['in a channel', {}, `{"action":"change_channel","channel":${DEEP}}`],
    ['in an id', {}, `{"action":"ping","request_id":${DEEP}}`],
    [
      'before a request model that goes as deep',
      { routes: { $default: { accepts: (body) => JSON.stringify(body) !== '' } } },
      DEEP,
    ],
  ])('%s', async (_where, options, frame) => {
    const gateway = await openGateway({ onEvent: () => undefined, ...options });
    const client = await Client.open(gateway.url);
    const received = nextEvent(gateway, 'received');
    client.send(frame);
    await received;
    await stillWorks(gateway);
  });

  it('goes to $default, as what has no route of its own, when the route is chosen by it', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url } });
    const client = await Client.open(gateway.url);
    client.send(`{"action":${DEEP}}`);
    expect((await backend.next('default')).body).toBe(`{"action":${DEEP}}`);
  });

  it('said in a chat, is no part of its history', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    const frame = nextEvent(gateway, 'failed');
    client.send(`{"action":"chat_message","message":${DEEP}}`);
    expect((await frame).reason).toContain('Maximum call stack');
    expect(await client.nextJson()).toMatchObject({ message: 'Internal server error' });
    expect(await client.ask({ action: 'fetch_history' })).toMatchObject({ messages: [] });
  });

  it('is a 500 of the stand-in, which goes on', async () => {
    const { django, gateway } = await djangoBehindGateway();
    const { cookie, csrfToken } = django.signIn('ada');
    const headers = { Cookie: cookie, 'X-CSRFToken': csrfToken };
    const response = await fetch(django.tokenUrl, { method: 'POST', headers, body: DEEP });
    // The stand-in's own specs check the shape.
    const { token } = (await response.json()) as { readonly token: string };
    const client = await Client.open(`${gateway.url}/?ws_token=${token}`, { origin: django.origin, headers });
    for (const action of ['toast', 'unheard_of', 'chat_message']) {
      const answered = nextEvent(gateway, 'answered');
      client.send(`{"action":"${action}","message":${DEEP}}`);
      expect(await answered).toMatchObject({ status: 500 });
    }
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  });
});

describe('a body that is nested 5,000 deep', () => {
  it('reaches a client over @connections as it is', async () => {
    const gateway = await openGateway({ onEvent: () => undefined });
    const client = await Client.open(gateway.url);
    const url = `${gateway.managementUrl}/@connections/${gateway.connections[0]?.id ?? ''}`;
    for (const body of [DEEP, `{"token":${DEEP_OBJECT}}`]) {
      expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
      expect(await client.next()).toBe(body);
    }
    await stillWorks(gateway);
  });

  it('is nothing to the token endpoint', async () => {
    const gateway = await gatewayFor();
    for (const body of [DEEP, DEEP_OBJECT]) {
      expect((await fetch(gateway.tokenUrl, { method: 'POST', body })).status).toBe(200);
    }
  });

  it('is an answer like any other from a backend', async () => {
    const backend = await RecordingBackend.start();
    backend.answer = (_call, response) => response.end(`{"secret":${DEEP},"deep":${DEEP_OBJECT}}`);
    const gateway = await gatewayFor({
      backend: { proxy: backend.url },
      routes: { $default: { twoWay: true } },
      onEvent: () => undefined,
    });
    const client = await Client.open(gateway.url);
    client.send('{"action":"x"}');
    expect(await client.next()).toBe(`{"secret":${DEEP},"deep":${DEEP_OBJECT}}`);
    backend.answer = (_call, response) => response.writeHead(400).end(DEEP);
    expect((await Client.refused(gateway.url)).status).toBe(400);
  });

  it('is a failure of the handler that returns, sends or throws it, and of nothing else', async () => {
    const parsed: unknown = JSON.parse(DEEP);
    const gateway = await openGateway({
      backend: {
        returns: () => parsed,
        sends: ({ send }) => send(parsed),
        broadcasts: ({ broadcast }) => broadcast(parsed),
        throws: () => {
          throw Object.create(null) as Error;
        },
        default: ({ send }) => send('default'),
      },
    });
    const client = await Client.open(gateway.url);
    for (const action of ['returns', 'sends', 'broadcasts', 'throws']) {
      expect(await client.ask({ action })).toMatchObject({ message: 'Internal server error' });
    }
    expect(() => gateway.broadcast(parsed)).toThrow('Maximum call stack');
    await stillWorks(gateway);
  });

  it('and a listener that is asynchronous and fails is a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation();
    atEnd(() => {
      warned.mockRestore();
    });
    const gateway = await openGateway({
      onEvent: (): unknown => Promise.reject(new Error('\u001b[2Jtoken=abc')),
    });
    await stillWorks(gateway);
    expect(warned).toHaveBeenCalledWith(
      expect.stringMatching(/^A listener of the local gateway threw: Error: \[2Jtoken=\[redacted\] /),
    );
  });
});

it('the command goes on after a frame that is nested 5,000 deep', async () => {
  const file = join(__dirname, '../../../lib/local-gateway/cli.ts');
  const command = spawn(process.execPath, ['--import', 'tsx', file, '--port', '0', '--no-tokens'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => command.kill());
  const lines = createInterface({ input: command.stdout })[Symbol.asyncIterator]();
  const first: unknown = (await lines.next()).value;
  const url = /ws:\S+/.exec(String(first))?.[0] ?? '';
  const client = await Client.open(url);
  client.send(`{"action":${DEEP}}`);
  expect(await client.nextJson()).toEqual({ type: 'echo' });
  expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  command.kill('SIGTERM');
  expect(await once(command, 'exit')).toEqual([0, null]);
}, 30_000);
