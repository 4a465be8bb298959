import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startDjangoStandIn, startLocalGateway, type LocalGateway } from '../../../lib/local-gateway/index';
import { atEnd, cleanUp, openGateway } from './support/clean-up';
import { exchange, rawSocket, upgradeRequest } from './support/raw-socket';

afterEach(cleanUp);

/** What begins a line of its own, a head of its own, or an answer of its own wherever it is written as it came. */
const BREAKS: readonly (readonly [name: string, text: string])[] = [
  ['CR LF', '\r\nX-Injected: 1'],
  ['two CR LF', '\r\n\r\nHTTP/1.1 200 OK\r\nX-Injected: 1\r\n\r\n'],
  ['LF', '\nX-Injected: 1'],
  ['CR', '\rX-Injected: 1'],
  ['a folded line', '\r\n X-Injected: 1'],
  ['CR LF as in a URL', '%0d%0aX-Injected:%201'],
  ['CR LF as in a URL, twice', '%250d%250aX-Injected:%201'],
  ['characters whose low bytes are CR LF', '\u560d\u560aX-Injected: 1'],
  ['NEL and line separators', '\u0085X-Injected: 1\u2028X-Injected: 1'],
];

/** The names of the header lines of an answer, which must be one answer and nothing behind it. */
function headersOf(answer: string): readonly string[] {
  const end = answer.indexOf('\r\n\r\n');
  const [status = '', ...lines] = answer.slice(0, end).split('\r\n');
  expect(status).toMatch(/^HTTP\/1\.1 [1-5]\d\d [\w ]*$/);
  const length = Number(/^content-length: (\d+)$/im.exec(answer)?.[1] ?? '0');
  const behind = answer.slice(end + 4);
  // Behind a 101 may be a frame: what the client sent behind its own head is read as frames.
  if (status.includes(' 101 ')) expect(behind).not.toContain('HTTP/');
  else expect(behind).toHaveLength(length);
  const names = lines.map((line) => /^([\w-]+): [^\r\n]*$/.exec(line)?.[1]?.toLowerCase() ?? `no header: ${line}`);
  expect(new Set(names).size).toBe(names.length);
  return names;
}

/** All that an answer of the gateway may have. */
const KNOWN = new Set([
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'allow',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'sec-websocket-accept',
  'sec-websocket-protocol',
  'set-cookie',
  'transfer-encoding',
  'upgrade',
  'vary',
  'x-amzn-errortype',
  'x-amzn-requestid',
]);
const strangersIn = (answer: string) => headersOf(answer).filter((name) => !KNOWN.has(name));

/** The first answer to some bytes: the head of an upgrade stays open behind it. */
async function answerTo({ url }: Pick<LocalGateway, 'url'>, bytes: string): Promise<string> {
  const socket = await rawSocket(url);
  const answer = new Promise<string>((resolve) => {
    socket.once('data', (chunk) => resolve(chunk.toString('latin1')));
    socket.once('close', () => resolve(''));
  });
  socket.write(bytes);
  const text = await answer;
  socket.destroy();
  return text;
}

/** A backend that answers each call with these bytes, and keeps what it was sent. */
async function rawBackend(answer: string): Promise<{ readonly proxy: string; readonly calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (chunk) => {
      calls.push(chunk.toString('latin1'));
      socket.end(answer, 'latin1');
    });
    atEnd(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => server.close());
  // A TCP port was bound, so the address is no string.
  return { proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, calls };
}

const OFFER = { 'Sec-WebSocket-Protocol': 'chat' };

describe.each(BREAKS)('no answer of the gateway is split by %s', (_name, evil) => {
  it.each(['Location', 'Sec-WebSocket-Protocol', 'Retry-After', 'Set-Cookie', 'Content-Type'])(
    'in the %s of a backend',
    async (header) => {
      for (const status of ['302 Found', '429 Too Many Requests', '200 OK']) {
        const { proxy } = await rawBackend(`HTTP/1.1 ${status}\r\n${header}: chat${evil}\r\nContent-Length: 0\r\n\r\n`);
        const gateway = await openGateway({ backend: { proxy } });
        const names = headersOf(await answerTo(gateway, upgradeRequest('/', OFFER)));
        // Of a backend's headers none comes through but a sub-protocol that the client offered.
        const opened = ['connection', 'sec-websocket-accept', 'sec-websocket-protocol', 'upgrade'];
        expect([...opened, 'content-length']).toEqual(expect.arrayContaining([...names]));
        await gateway.close();
      }
    },
  );

  it('in the status line or the body of a backend', async () => {
    for (const answer of [
      `HTTP/1.1 404 Not${evil}\r\nContent-Length: 0\r\n\r\n`,
      `HTTP/1.1 404 Not Found\r\n\r\n${evil}`,
    ]) {
      const gateway = await openGateway({ backend: { proxy: (await rawBackend(answer)).proxy } });
      const names = headersOf(await answerTo(gateway, upgradeRequest()));
      expect(['connection', 'content-length']).toEqual(expect.arrayContaining([...names]));
      await gateway.close();
    }
  });

  it('in what a handler returns', async () => {
    const gateway = await openGateway({ backend: { connect: () => ({ statusCode: 200, protocol: `chat${evil}` }) } });
    expect(strangersIn(await answerTo(gateway, upgradeRequest('/', OFFER)))).toEqual([]);
  });

  it('in a path, a channel or a connection id', async () => {
    const gateway = await openGateway();
    for (const path of [`/${evil}`, `/?channel=${evil}`, `/?channel=a&ws_token=${evil}`]) {
      const answer = await answerTo(gateway, upgradeRequest(path));
      expect(strangersIn(answer)).toEqual([]);
    }
    for (const target of [`/@connections/${evil}`, `/%40connections/a${evil}`, `/api/ws-token/${evil}`, `/${evil}`]) {
      const request = `DELETE ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      expect(strangersIn(await firstAnswer(gateway, request))).toEqual([]);
    }
  });

  it.each(['Origin', 'Host', 'Access-Control-Request-Headers', 'Cookie', 'Sec-WebSocket-Protocol', 'User-Agent'])(
    'in the %s of a client',
    async (header) => {
      const gateway = await openGateway();
      const value = header === 'Origin' ? 'http://localhost' : header === 'Host' ? 'localhost' : 'chat';
      const headers = { Host: 'localhost', Origin: 'http://localhost', [header]: `${value}${evil}` };
      const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
      for (const line of ['OPTIONS /@connections/a', 'POST /@connections/a', 'POST /api/ws-token/']) {
        const request = `${line} HTTP/1.1\r\n${lines.join('')}Content-Length: 0\r\nConnection: close\r\n\r\n`;
        expect(strangersIn(await firstAnswer(gateway, request))).toEqual([]);
      }
      expect(strangersIn(await answerTo(gateway, upgradeRequest('/', headers)))).toEqual([]);
    },
  );

  it('in the sign-in of the stand-in', async () => {
    const django = await startDjangoStandIn();
    atEnd(() => django.close());
    const request = `GET /sign-in/?username=${encodeURIComponent(`ada${evil}`)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const answer = await exchange(django.origin, request);
    expect(answer).not.toMatch(/^x-injected/im);
    expect(answer.match(/^set-cookie: (?:sessionid|csrftoken)=[0-9a-f]{32};[ ;=/\w]+$/gim)).toHaveLength(2);
  });
});

/** What a server with several requests in one piece of text would answer to the first of them. */
async function firstAnswer(gateway: LocalGateway, request: string): Promise<string> {
  const answer = await exchange(gateway.url, request);
  const next = answer.indexOf('HTTP/1.1 ', 1);
  return next === -1 ? answer : answer.slice(0, next);
}

describe.each(BREAKS)('no call to a backend is split by %s', (_name, evil) => {
  it.each([
    ['a query', (text: string) => upgradeRequest(`/?channel=${text}`)],
    ['a header', (text: string) => upgradeRequest('/', { 'X-Custom': `a${text}` })],
    ['a user agent', (text: string) => upgradeRequest('/', { 'User-Agent': `a${text}` })],
    ['a cookie', (text: string) => upgradeRequest('/', { Cookie: `a=${text}` })],
  ])('in %s', async (_where, requestWith) => {
    const { proxy, calls } = await rawBackend('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    const gateway = await openGateway({ backend: { proxy } });
    await answerTo(gateway, requestWith(evil));
    for (const call of calls) {
      expect(call.match(/^[A-Z]+ \S+ HTTP\/1\.1$/gm)).toHaveLength(1);
      expect(call.indexOf('\r\n\r\n')).toBe(call.length - 4);
      // A line that the client itself sent as a header of its own is one.
      if (!/^\r?\nX/.test(evil)) expect(call).not.toMatch(/^x-injected/im);
    }
  });

  it('in the option `headers`', async () => {
    if (!/[\r\n]/.test(evil)) return;
    const { proxy } = await rawBackend('');
    const starting = startLocalGateway({ backend: { proxy }, headers: { 'X-Ws-Gateway-Secret': `a${evil}` } });
    await expect(starting).rejects.toMatchObject({ name: 'LocalGatewayOptionError' });
  });
});

describe('a status that is no status', () => {
  it.each([404.5, 199.5, NaN, Infinity, -1, 0, 99, 100, 600, 1e21])(
    'of a handler, %d, is told as a 502',
    async (statusCode) => {
      const gateway = await openGateway({ backend: { connect: () => ({ statusCode }) } });
      expect(await answerTo(gateway, upgradeRequest())).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
      expect(gateway.connections).toEqual([]);
    },
  );
});
