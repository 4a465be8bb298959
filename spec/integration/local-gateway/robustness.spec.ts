import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { Client } from './support/client';
import { atEnd, cleanUp, gatewayFor, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';
import { exchange, rawSocket, upgradeRequest } from './support/raw-socket';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

/** A TCP server that answers every request in its own way, which need not be HTTP. */
async function garbageBackend(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      answer(socket);
    });
    atEnd(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const respond = (text: string) => (socket: Socket) => socket.end(text);

describe('a backend that answers more than a message can carry', () => {
  const page = `<!DOCTYPE html><html><title>OperationalError at /ws/default</title>${'x'.repeat(300_000)}`;

  it('is told by its status and the beginning of its answer, and on a one-way route nothing of it reaches a client', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url } });
    const client = await Client.open(gateway.url);
    backend.answer = (_call, response) => response.writeHead(500).end(page);
    const answered = nextEvent(gateway, 'answered');
    client.send({ action: 'x' });
    const { status, body } = await answered;
    expect(status).toBe(500);
    expect(body).toMatch(/^<!DOCTYPE html><html><title>OperationalError at .*… \(too long for a message\)$/s);
    expect(body.length).toBeLessThan(3_000);
    gateway.post(gateway.connections[0]?.id ?? '', 'the first thing to arrive');
    expect(await client.next()).toBe('the first thing to arrive');
  });

  it('gives the handshake its status, and a two-way route the frame of a failed integration', async () => {
    const backend = await RecordingBackend.start();
    const routes = { $default: { twoWay: true } };
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, routes });
    const client = await Client.open(gateway.url);
    backend.answer = (_call, response) => response.writeHead(503).end(page);
    expect((await Client.refused(gateway.url)).status).toBe(503);
    expect(await client.ask({ action: 'x' })).toMatchObject({ message: 'Internal server error' });
    backend.answer = (_call, response) => response.end(page);
    const failed = nextEvent(gateway, 'failed');
    expect(await client.ask({ action: 'x' })).toMatchObject({ message: 'Internal server error' });
    expect((await failed).reason).toMatch(/^the backend answered more than 131072 bytes: <!DOCTYPE html>/);
  });
});

describe('a backend that answers garbage', () => {
  it.each<[string, (socket: Socket) => unknown, number]>([
    ['no HTTP', respond('SSH-2.0-whatever\r\n'), 502],
    ['nothing, and hangs up', (socket) => socket.destroy(), 502],
    ['a reset', (socket) => socket.resetAndDestroy(), 502],
    ['half an answer', respond('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'), 502],
    ['a status that is none', respond('HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n'), 502],
    [
      'a change of protocol',
      respond('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      502,
    ],
    ['headers without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`), 502],
    ['a body without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1_000_000)}`), 502],
    ['an answer that never ends', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'), 504],
    [
      'a sub-protocol that breaks headers',
      respond('HTTP/1.1 200 OK\r\nSec-WebSocket-Protocol: a b;\r\nContent-Length: 0\r\n\r\n'),
      101,
    ],
  ])('%s', async (_what, answer, status) => {
    const gateway = await gatewayFor({ backend: { proxy: await garbageBackend(answer), timeout: 500 } });
    if (status === 101) await Client.open(gateway.url);
    else expect((await Client.refused(gateway.url)).status).toBe(status);
    // Still there.
    expect((await fetch(gateway.managementUrl)).status).toBe(426);
  });

  it('costs a message an error frame, and the next message nothing', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, routes: { $default: { twoWay: true } } });
    const client = await Client.open(gateway.url);
    backend.answer = (_call, response) => response.socket?.end('garbage');
    expect(await client.ask({ action: 'x' })).toMatchObject({ message: 'Internal server error' });
    backend.answer = (_call, response) => response.end('"fine"');
    client.send({ action: 'x' });
    expect(await client.next()).toBe('"fine"');
  });

  it('is asked again, once, when it closed a kept connection under a call', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, routes: { $default: { twoWay: true } } });
    const client = await Client.open(gateway.url);
    let calls = 0;
    backend.answer = (_call, response) => {
      calls += 1;
      if (calls === 1) response.socket?.resetAndDestroy();
      else response.end('second try');
    };
    client.send({ action: 'x' });
    expect(await client.next()).toBe('second try');
    expect(calls).toBe(2);
  });
});

describe('a client that misbehaves', () => {
  it.each([
    ['a frame without a mask', Buffer.from([0x81, 0x02, 0x68, 0x69])],
    ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['a compressed frame', Buffer.from([0xc1, 0x80, 0, 0, 0, 0])],
    ['a length of 2^63', Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['text that is no UTF-8', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff])],
  ])('with %s ends its own connection only', async (_what, bytes) => {
    const gateway = await openGateway();
    const other = await Client.open(gateway.url);
    const socket = await rawSocket(gateway.url);
    const opened = new Promise((resolve) => socket.once('data', resolve));
    socket.write(upgradeRequest());
    await opened;
    const closing = new Promise((resolve) => socket.once('data', resolve));
    socket.write(bytes);
    await closing;
    expect(gateway.connections).toHaveLength(1);
    expect(await other.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  });

  it('in the middle of a request to @connections leaves the gateway up', async () => {
    const gateway = await openGateway();
    const socket = await rawSocket(gateway.url);
    socket.write('POST /@connections/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    socket.resetAndDestroy();
    expect(await exchange(gateway.url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    await Client.open(gateway.url);
  });

  it('or a listener that throws, disturbs nobody', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    atEnd(() => {
      warn.mockRestore();
    });
    const gateway = await openGateway({
      onEvent: () => {
        throw new Error('on purpose');
      },
    });
    const client = await Client.open(gateway.url);
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('on purpose'));
  });

  it('or a listener whose promise, of another realm, is rejected, disturbs nobody', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    atEnd(() => {
      warn.mockRestore();
    });
    const gateway = await openGateway({
      onEvent: () => runInNewContext("Promise.reject(new Error('on purpose'))") as undefined,
    });
    const client = await Client.open(gateway.url);
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Error: on purpose'));
  });
});
