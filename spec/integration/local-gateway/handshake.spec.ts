import type { LocalGatewayOptions } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, gatewayFor, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';
import { exchange, rawSocket, upgradeRequest } from './support/raw-socket';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

/** ms; a thousand sockets on a busy machine need more than jest's usual patience. */
const MANY_SOCKETS_TAKE = 30_000;

async function proxied(timeout = 29_000, more: LocalGatewayOptions = {}) {
  const backend = await RecordingBackend.start();
  const gateway = await gatewayFor({ backend: { proxy: backend.url, headerProfile: 'raw', timeout }, ...more });
  return { backend, gateway };
}

describe('checklist 1: $connect', () => {
  it('holds the upgrade until the backend has answered', async () => {
    const { backend, gateway } = await proxied();
    const asked = new Promise<() => void>((resolve) => {
      backend.answer = (_call, response) => {
        resolve(() => response.end('{}'));
      };
    });
    const opening = Client.open(gateway.url);
    const answer = await asked;
    expect(gateway.connections).toEqual([]);
    answer();
    await opening;
    expect(gateway.connections).toHaveLength(1);
  });

  it('POSTs to connect under the base URL, with the query as it came, no body and the connection id', async () => {
    const { backend, gateway } = await proxied();
    await Client.open(`${gateway.url}/production?channel=a%20b&x=1&x=2`);
    const call = await backend.next('connect');
    expect(call.method).toBe('POST');
    expect(call.url).toBe('/ws/connect?channel=a%20b&x=1&x=2');
    expect(call.body).toBe('');
    expect(call.headers['content-length']).toBe('0');
    expect(call.headers.connectionid).toBe(gateway.connections[0]?.id);
  });

  it('passes the client’s headers on, but not those of the hop', async () => {
    const { backend, gateway } = await proxied();
    const headers = { 'X-Custom': 'kept', Connection: 'Upgrade, X-Hop', 'X-Hop': 'dropped', TE: 'trailers' };
    const socket = await rawSocket(gateway.url);
    socket.write(upgradeRequest('/', { ...headers, 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
    const call = await backend.next('connect');
    expect(call.headers).toMatchObject({
      'x-custom': 'kept',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
      'sec-websocket-extensions': 'permessage-deflate',
    });
    for (const hop of ['upgrade', 'x-hop', 'te']) expect(call.headers).not.toHaveProperty(hop);
    expect(call.headers.connection).not.toMatch(/upgrade/i);
  });

  it('sends the client’s User-Agent, and its own when the client has none', async () => {
    const { backend, gateway } = await proxied();
    await Client.open(gateway.url, { headers: { 'User-Agent': 'a browser' } });
    expect((await backend.next('connect')).headers['user-agent']).toBe('a browser');
    await Client.open(gateway.url);
    expect((await backend.next('connect')).headers['user-agent']).toBe('AmazonAPIGateway_local');
  });

  it.each([200, 201, 204])('opens on %i', async (status) => {
    const { backend, gateway } = await proxied();
    backend.answer = (_call, response) => response.writeHead(status).end();
    await expect(Client.open(gateway.url)).resolves.toBeInstanceOf(Client);
  });

  it.each([301, 400, 401, 403, 429, 500, 501])(
    'refuses with the backend’s %i and nothing of its body',
    async (status) => {
      const { backend, gateway } = await proxied();
      backend.answer = (_call, response) =>
        response.writeHead(status, { 'Set-Cookie': 'a=b', Location: '/', 'X-Secret': 's' }).end('a body');
      const refusal = await Client.refused(gateway.url);
      expect(refusal.status).toBe(status);
      expect(refusal.body).toBe('');
      expect(Object.keys(refusal.headers).sort()).toEqual(['connection', 'content-length']);
      expect(gateway.connections).toEqual([]);
    },
  );

  it('echoes a sub-protocol only when the backend named it and the client offered it', async () => {
    const { backend, gateway } = await proxied();
    backend.answer = (_call, response) => response.writeHead(200, { 'Sec-WebSocket-Protocol': 'second' }).end();
    const named = await Client.open(gateway.url, { protocols: ['first', 'second'] });
    expect(named.socket.protocol).toBe('second');
    const unasked = await Client.open(gateway.url);
    expect(unasked.socket.protocol).toBe('');
    await expect(Client.open(gateway.url, { protocols: ['first'] })).rejects.toThrow('no subprotocol');
    backend.answer = (_call, response) => response.end('{}');
    // A browser and `ws` fail a connection that offered sub-protocols and got none, as on the real gateway.
    await expect(Client.open(gateway.url, { protocols: ['first'] })).rejects.toThrow('no subprotocol');
  });

  it('never negotiates an extension', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url, { perMessageDeflate: true });
    expect(client.socket.extensions).toBe('');
  });

  it('refuses with 502 when nothing listens at the backend', async () => {
    const { backend, gateway } = await proxied();
    await backend.stop();
    expect((await Client.refused(gateway.url)).status).toBe(502);
  });

  it('refuses with 504 when the backend is silent for its timeout', async () => {
    const { backend, gateway } = await proxied(50);
    backend.answer = () => undefined;
    expect((await Client.refused(gateway.url)).status).toBe(504);
  });

  it('accepts every upgrade when the API has no $connect route', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, routes: { $connect: false } });
    await Client.open(gateway.url);
    expect(backend.calls.left).toEqual([]);
  });

  it('tells the backend of a disconnect when the client left before the answer', async () => {
    const { backend, gateway } = await proxied();
    const socket = await rawSocket(gateway.url);
    const asked = new Promise<() => void>((resolve) => {
      backend.answer = (call, response) => {
        if (call.url.includes('disconnect')) response.end();
        else resolve(() => response.end());
      };
    });
    socket.write(upgradeRequest());
    const answer = await asked;
    socket.end();
    await new Promise((resolve) => socket.once('close', resolve));
    answer();
    const [connected, left] = [await backend.next('connect'), await backend.next('disconnect')];
    expect(left.headers.connectionid).toBe(connected.headers.connectionid);
  });
});

describe('checklist 2: the host of the integration', () => {
  it('sends the backend’s own Host, and keeps Origin and Cookie', async () => {
    const { backend, gateway } = await proxied(undefined, { allowedOrigins: ['https://page.example'] });
    await Client.open(gateway.url, { headers: { Cookie: 'sessionid=1; b=2' }, origin: 'https://page.example' });
    expect((await backend.next('connect')).headers).toMatchObject({
      host: new URL(backend.url).host,
      origin: 'https://page.example',
      cookie: 'sessionid=1; b=2',
    });
  });
});

describe('checklist 3: connection ids', () => {
  it('gives each connection an id of 16 characters that ends in "="', async () => {
    const gateway = await openGateway();
    for (let count = 0; count < 20; count += 1) await Client.open(gateway.url);
    const ids = gateway.connections.map(({ id }) => id);
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{15}=$/);
  });
});

describe('an upgrade request', () => {
  it('may carry a URL of 4,096 characters and no more', async () => {
    const gateway = await openGateway();
    await Client.open(`${gateway.url}/?q=${'x'.repeat(4_096 - '/?q='.length)}`);
    expect((await Client.refused(`${gateway.url}/?q=${'x'.repeat(4_097 - '/?q='.length)}`)).status).toBe(414);
  });

  it('may name the stage in its path, and nothing else', async () => {
    const gateway = await openGateway({ stage: 'dev' });
    await Client.open(`${gateway.url}/dev`);
    await Client.open(`${gateway.url}/dev/`);
    expect((await Client.refused(`${gateway.url}/production`)).status).toBe(403);
  });

  it.each([
    ['no key', upgradeRequest('/', { 'Sec-WebSocket-Key': undefined }), 400],
    ['a key that is none', upgradeRequest('/', { 'Sec-WebSocket-Key': 'short' }), 400],
    ['another version', upgradeRequest('/', { 'Sec-WebSocket-Version': '8' }), 426],
    ['another protocol', upgradeRequest('/', { Upgrade: 'h2c' }), 400],
    ['a sub-protocol without a name', upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a,,b' }), 400],
    ['a sub-protocol twice', upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a, a' }), 400],
    ['another method', upgradeRequest().replace('GET', 'POST'), 405],
    ['headers that are no HTTP', 'GET / HTTP/1.1\r\nnonsense\r\n\r\n', 400],
    ['oversized headers', upgradeRequest('/', { Cookie: 'x'.repeat(100_000) }), 431],
  ])('with %s is refused without asking the backend', async (_what, request, status) => {
    const { backend, gateway } = await proxied();
    expect(await exchange(gateway.url, request)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(backend.calls.left).toEqual([]);
    backend.answer = (_call, response) => response.end('{}');
    await Client.open(gateway.url);
  });

  it('is answered 426 when it is none at all', async () => {
    const gateway = await openGateway();
    expect((await fetch(gateway.managementUrl)).status).toBe(426);
  });

  it(
    'by the thousand, half open, leaves the gateway up and is forgotten when its client goes',
    async () => {
      const { backend, gateway } = await proxied();
      backend.answer = () => undefined;
      const sockets = await Promise.all(Array.from({ length: 1_000 }, () => rawSocket(gateway.url)));
      // Half of them never finish their headers, half wait for a backend that never answers.
      sockets.forEach((socket, index) =>
        socket.write(index % 2 === 0 ? 'GET / HTTP/1.1\r\nHost: x\r\n' : upgradeRequest()),
      );
      for (let count = 0; count < 500; count += 1) await backend.next('connect');
      for (const socket of sockets) socket.destroy();
      backend.answer = (_call, response) => response.end('{}');
      const opened = nextEvent(gateway, 'connected');
      await Client.open(gateway.url);
      await opened;
      expect(gateway.connections).toHaveLength(1);
    },
    MANY_SOCKETS_TAKE,
  );

  it(
    'is throttled with 429 when a thousand are pending already',
    async () => {
      const gateway = await openGateway({ onEvent: () => undefined });
      gateway.delay(Infinity);
      const pending = 1_024;
      let held = 0;
      const full = new Promise<void>((resolve) => {
        const stop = gateway.onEvent(({ type }) => {
          if (type === 'connecting' && (held += 1) === pending) resolve();
        });
        atEnd(stop);
      });
      const sockets = await Promise.all(Array.from({ length: pending }, () => rawSocket(gateway.url)));
      for (const socket of sockets) socket.write(upgradeRequest());
      await full;
      expect((await Client.refused(gateway.url)).status).toBe(429);
    },
    MANY_SOCKETS_TAKE,
  );
});
