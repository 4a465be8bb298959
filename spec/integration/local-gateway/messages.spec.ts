import { Client } from './support/client';
import { cleanUp, gatewayFor, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';
import { RecordingBackend } from './support/recording-backend';
import type { LocalGatewayOptions } from '../../../lib/local-gateway/index';

afterEach(cleanUp);

async function proxied(options: LocalGatewayOptions = {}) {
  const backend = await RecordingBackend.start();
  const gateway = await gatewayFor({ backend: { proxy: backend.url }, ...options });
  const client = await Client.open(gateway.url);
  return { backend, gateway, client };
}

describe('checklist 4: messages', () => {
  it('ends a connection that sends a binary frame with 1003', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    client.socket.send(Buffer.from('{"action":"ping"}'), { binary: true });
    expect((await client.ended).code).toBe(1003);
  });

  it('takes a frame of 32 KiB and ends a connection with a longer one with 1009', async () => {
    const gateway = await openGateway({
      backend: { default: ({ send, message }) => send(`${String(message.pad).length}`) },
    });
    const client = await Client.open(gateway.url);
    const frameOf = (bytes: number): string => `{"action":"x","pad":"${'x'.repeat(bytes - 23)}"}`;
    client.send(frameOf(32_768));
    expect(await client.next()).toBe(String(32_768 - 23));
    client.send(frameOf(32_769));
    expect((await client.ended).code).toBe(1009);
  });

  it('takes a message of 128 KiB in frames of 32 KiB, and ends a connection with a longer one with 1009', async () => {
    const gateway = await openGateway({
      backend: { default: ({ send, message }) => send(`${String(message.pad).length}`) },
    });
    const client = await Client.open(gateway.url);
    const frame = 'x'.repeat(32_768);
    const start = '{"action":"x","pad":"';
    client.socket.send(start + frame.slice(start.length), { fin: false });
    client.socket.send(frame, { fin: false });
    client.socket.send(frame, { fin: false });
    client.socket.send(`${frame.slice(2)}"}`, { fin: true });
    expect(await client.next()).toBe(String(131_072 - start.length - 2));
    for (let part = 0; part < 4; part += 1) client.socket.send(frame, { fin: false });
    client.socket.send('x', { fin: true });
    expect((await client.ended).code).toBe(1009);
  });

  it('measures every frame, however the bytes are cut up on their way', async () => {
    const gateway = await openGateway({ limits: { frameBytes: 200 } });
    const client = await Client.open(gateway.url);
    // Small frames of every length form (7 and 16 bits), then one that is too long; all in few, oddly cut packets.
    for (let length = 90; length < 180; length += 1)
      client.send(`{"action":"ping","pad":"${'x'.repeat(length - 25)}"}`);
    for (let count = 90; count < 180; count += 1) expect(await client.next()).toBe('{"type":"pong"}');
    client.send('x'.repeat(201));
    expect((await client.ended).code).toBe(1009);
  });

  it('has its limits settable', async () => {
    const gateway = await openGateway({ limits: { frameBytes: 1_000, messageBytes: 100 } });
    const client = await Client.open(gateway.url);
    client.send('x'.repeat(101));
    expect((await client.ended).code).toBe(1009);
  });

  it('POSTs the text as it came to default under the base URL, as API Gateway’s own agent', async () => {
    const { backend, gateway, client } = await proxied();
    const text = '{ "action":"chat_message",  "message": "hällo €" }';
    client.send(text);
    const call = await backend.next('default');
    expect(call.method).toBe('POST');
    expect(call.body).toBe(text);
    expect(call.headers).toMatchObject({
      'content-length': String(Buffer.byteLength(text)),
      'content-type': 'application/json; charset=UTF-8',
      'user-agent': 'AmazonAPIGateway_local',
      connectionid: gateway.connections[0]?.id,
    });
    expect(call.headers).not.toHaveProperty('cookie');
  });

  it('hands on what is no JSON as well', async () => {
    const { backend, client } = await proxied();
    client.send('hello');
    expect((await backend.next('default')).body).toBe('hello');
  });

  it('hands messages on without waiting for the answers to earlier ones', async () => {
    const { backend, client } = await proxied({ routes: { $default: { twoWay: true } } });
    const answers: (() => void)[] = [];
    const all = new Promise<void>((resolve) => {
      backend.answer = ({ body }, response) => {
        answers.push(() => response.end(body));
        if (answers.length === 5) resolve();
      };
    });
    for (const letter of 'abcde') client.send(letter);
    await all;
    // Answered in the opposite order, and so they come back.
    for (const answer of answers.reverse()) {
      answer();
      await client.next().then((text) => expect('abcde').toContain(text));
    }
  });

  it('routes by the selection expression to the route’s own URL, and else to $default', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({
      backend: { proxy: backend.url },
      routeSelectionExpression: '${request.body.service}/${request.body.action}',
      routes: { 'chat/send': { url: backend.url.replace('/ws/', '/ws/other/default') } },
    });
    const client = await Client.open(gateway.url);
    await backend.next('connect');
    client.send({ service: 'chat', action: 'send' });
    expect((await backend.calls.take()).url).toMatch(/^\/ws\/other\/default/);
    client.send({ service: 'chat', action: 'Send' });
    expect((await backend.calls.take()).url).toBe('/ws/default');
    client.send({ action: '$connect' });
    expect((await backend.calls.take()).url).toBe('/ws/default');
  });

  it('sends nothing of the backend’s answer on a one-way route, whatever its status', async () => {
    const { backend, gateway, client } = await proxied();
    for (const status of [200, 301, 400, 403, 500]) {
      backend.answer = (_call, response) => response.writeHead(status).end('{"type":"answer"}');
      const answered = nextEvent(gateway, 'answered');
      client.send({ action: 'x' });
      expect(await answered).toMatchObject({ call: 'message', status, body: '{"type":"answer"}' });
    }
    gateway.post(gateway.connections[0]?.id ?? '', 'the first thing to arrive');
    expect(await client.next()).toBe('the first thing to arrive');
  });

  it('sends the answer as it is on a two-way route, a 500 included', async () => {
    const { backend, client } = await proxied({ routes: { ask: { twoWay: true } } });
    backend.answer = (_call, response) => response.writeHead(500).end('plain words');
    client.send({ action: 'ask' });
    expect(await client.next()).toBe('plain words');
  });

  it('keeps every message of a client that sends faster than the backend works', async () => {
    let release: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (release = resolve));
    const gateway = await openGateway({
      backend: {
        default: async ({ message, send }) => {
          await open;
          await send(message.n === 2_999 ? 'last' : '.');
        },
      },
    });
    const client = await Client.open(gateway.url);
    for (let n = 0; n < 3_000; n += 1) client.send({ action: 'x', n });
    release();
    const got: string[] = [];
    while (got.length < 3_000) got.push(await client.next());
    expect(got.filter((text) => text === 'last')).toHaveLength(1);
  });
});
