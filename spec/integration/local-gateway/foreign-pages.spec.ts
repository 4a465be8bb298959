import type { LocalGateway } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, gatewayFor } from './support/clean-up';
import { nextEvent } from './support/events';
import { exchange, upgradeRequest } from './support/raw-socket';
import { freshToken } from './support/token';

afterEach(cleanUp);

const TOKEN_REQUEST = 'POST /api/ws-token/';
const POST = 'POST /@connections/AAAAAAAAAAAAAAA=';

/** The status of a request with such headers. */
async function statusOf({ url }: LocalGateway, request: string, headers: Readonly<Record<string, string>>) {
  const all = { Host: new URL(url).host, 'Content-Length': '0', Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const answer = await exchange(url, `${request} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return Number(answer.split(' ')[1]);
}

async function handshakeStatus({ url }: LocalGateway, headers: Readonly<Record<string, string>>): Promise<number> {
  return Number((await exchange(url, upgradeRequest('/', headers))).split(' ')[1]);
}

describe('a page of elsewhere', () => {
  it.each([
    'https://elsewhere.example',
    'http://localhost.elsewhere.example',
    'http://127.0.0.1.elsewhere.example:3001',
    'http://localhost@elsewhere.example',
    'null',
    'file://',
    'localhost',
    '',
  ])('cannot connect, get a token or post: the Origin %j', async (origin) => {
    const gateway = await gatewayFor();
    expect(await handshakeStatus(gateway, { Origin: origin })).toBe(403);
    expect(await statusOf(gateway, TOKEN_REQUEST, { Origin: origin })).toBe(403);
    expect(await statusOf(gateway, POST, { Origin: origin })).toBe(403);
    await freshToken(gateway);
  });

  it.each([
    'elsewhere.example',
    'elsewhere.example:3001',
    'localhost.elsewhere.example',
    '0.0.0.0',
    'localhost/@x',
    '@',
  ])('cannot come in by a name that it made one of this machine: the Host %j', async (host) => {
    const gateway = await gatewayFor();
    // From the page of such a name the token is of its own origin, so there may be no Origin at all.
    expect(await statusOf(gateway, TOKEN_REQUEST, { Host: host })).toBe(403);
    expect(await statusOf(gateway, POST, { Host: host })).toBe(403);
    expect(await handshakeStatus(gateway, { Host: host, Origin: `http://${host}` })).toBe(403);
  });

  it('gets no token back, and the developer reads in one line what to do', async () => {
    const gateway = await gatewayFor();
    const refused = nextEvent(gateway, 'refused');
    const response = await fetch(gateway.tokenUrl, { method: 'POST', headers: { Origin: 'http://app.test:5173' } });
    const text = await response.text();
    expect(text).toContain(
      '"http://app.test:5173" is not this machine\'s; allowedOrigins (--allow-origin) admits more',
    );
    expect(text).not.toMatch(/[0-9a-f]{32}/);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await refused).toMatchObject({ status: 403, reason: expect.stringContaining('app.test') as string });
  });

  it('comes in where it is named, and so does its host name', async () => {
    const gateway = await gatewayFor({ allowedOrigins: ['http://app.test:5173', 'chrome-extension://abc', 'null'] });
    for (const origin of ['http://app.test:5173', 'chrome-extension://abc', 'null']) {
      expect(await statusOf(gateway, TOKEN_REQUEST, { Origin: origin })).toBe(200);
    }
    const token = await freshToken(gateway);
    const headers = { Host: 'app.test:3001', Origin: 'http://app.test:5173' };
    await Client.open(`${gateway.url}/?ws_token=${token}`, { headers });
    for (const origin of ['http://app.test', 'https://app.test:5173', 'http://other.test:5173']) {
      expect(await statusOf(gateway, TOKEN_REQUEST, { Origin: origin })).toBe(403);
    }
  });

  it('is let in on another host than loopback, unless those that may are named', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    atEnd(() => {
      warn.mockRestore();
    });
    const foreign = { Host: 'dev-box.example:3001', Origin: 'http://dev-box.example' };
    expect(await statusOf(await gatewayFor({ host: '0.0.0.0' }), TOKEN_REQUEST, foreign)).toBe(200);
    const named = await gatewayFor({ host: '0.0.0.0', allowedOrigins: ['http://dev-box.example'] });
    expect(await statusOf(named, TOKEN_REQUEST, foreign)).toBe(200);
    expect(await statusOf(named, TOKEN_REQUEST, { ...foreign, Origin: 'http://elsewhere.example' })).toBe(403);
  });
});

describe('a page of this machine, and a client that is none', () => {
  it.each(['http://localhost:5173', 'https://127.0.0.1', 'http://[::1]:80', 'http://app.localhost'])(
    'may connect, ask for tokens and use @connections, and read the answers: %s',
    async (origin) => {
      const gateway = await gatewayFor();
      const token = await freshToken(gateway);
      await Client.open(`${gateway.url}/?ws_token=${token}`, { origin });
      const url = `${gateway.managementUrl}/@connections/${gateway.connections[0]?.id ?? ''}`;
      const preflight = await fetch(url, { method: 'OPTIONS', headers: { Origin: origin } });
      expect(preflight.headers.get('access-control-allow-methods')).toBe('POST, GET, DELETE');
      const response = await fetch(url, { headers: { Origin: origin } });
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  it('needs no Origin', async () => {
    const gateway = await gatewayFor();
    expect(await statusOf(gateway, TOKEN_REQUEST, {})).toBe(200);
    expect(await statusOf(gateway, TOKEN_REQUEST, { Host: 'localhost' })).toBe(200);
    expect(await statusOf(gateway, TOKEN_REQUEST, { Host: '[::1]:80' })).toBe(200);
  });
});

describe('a request that is written to be read in two ways', () => {
  const foreign = 'elsewhere.example';
  it.each([
    ['two hosts', 'POST /api/ws-token/', ['Host: localhost', `Host: ${foreign}`]],
    ['two hosts, the other way round', 'POST /api/ws-token/', [`Host: ${foreign}`, 'Host: localhost']],
    [
      'two origins',
      'POST /api/ws-token/',
      ['Host: localhost', 'Origin: http://localhost', `Origin: http://${foreign}`],
    ],
    ['two origins in one', 'POST /api/ws-token/', ['Host: localhost', `Origin: http://localhost, http://${foreign}`]],
    [
      'two origins after each other',
      'POST /api/ws-token/',
      ['Host: localhost', `Origin: http://localhost http://${foreign}`],
    ],
    ['a host of its own in its target', `POST http://${foreign}/api/ws-token/`, ['Host: localhost']],
    ['a foreign host beside that of its target', 'POST http://localhost/api/ws-token/', [`Host: ${foreign}`]],
    ['no host', 'POST /api/ws-token/', []],
    ['a folded host', 'POST /api/ws-token/', ['Host: localhost', ` ${foreign}`]],
    [
      'a length and chunks',
      'POST /api/ws-token/',
      ['Host: localhost', 'Transfer-Encoding: chunked', 'Content-Length: 3'],
    ],
    ['a length twice', 'POST /api/ws-token/', ['Host: localhost', 'Content-Length: 0', 'Content-Length: 3']],
    ['a length that is none', 'POST /api/ws-token/', ['Host: localhost', 'Content-Length: -1']],
    ['a space before a colon', 'POST /api/ws-token/', ['Host: localhost', 'Content-Length : 0']],
    [
      'more headers than anybody needs',
      'POST /api/ws-token/',
      ['Host: localhost', ...Array<string>(20_000).fill('A: b')],
    ],
  ])('gets no token: %s', async (_what, line, lines) => {
    const gateway = await gatewayFor();
    const request = `${line} HTTP/1.1\r\n${lines.map((text) => `${text}\r\n`).join('')}Connection: close\r\n\r\n`;
    const answer = await exchange(gateway.url, request);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toMatch(/[0-9a-f]{64}/);
    await freshToken(gateway);
  });
});
