import { inspect } from 'node:util';
import type { GatewayEvent } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { cleanUp, gatewayFor } from './support/clean-up';
import { freshToken } from './support/token';

afterEach(cleanUp);

const at = (url: string, token: string, more = ''): string => `${url}/?ws_token=${token}${more}`;

describe('the built-in token endpoint', () => {
  it('issues 64 hex digits and says that they live for 60 s', async () => {
    const gateway = await gatewayFor();
    const response = await fetch(gateway.tokenUrl, { method: 'POST' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ token: expect.stringMatching(/^[0-9a-f]{64}$/) as string, expires_in: 60 });
  });

  it('answers 405 to anything but a POST, and names itself to a POST without the slash', async () => {
    const gateway = await gatewayFor();
    expect((await fetch(gateway.tokenUrl)).status).toBe(405);
    const nearly = await fetch(gateway.tokenUrl.slice(0, -1), { method: 'POST' });
    expect(nearly.status).toBe(404);
    expect(await nearly.text()).toContain('/api/ws-token/');
  });

  it('answers the 21st request of a minute with the package’s 403, and serves another session still', async () => {
    let now = 0;
    const gateway = await gatewayFor({ clock: () => now });
    const ask = (session: string) =>
      fetch(gateway.tokenUrl, { method: 'POST', headers: { Cookie: `sessionid=${session}` } });
    for (let count = 0; count < 20; count += 1) expect((await ask('a')).status).toBe(200);
    const limited = await ask('a');
    expect(limited.status).toBe(403);
    expect(await limited.text()).toBe('Rate limit exceeded');
    expect((await ask('b')).status).toBe(200);
    now += 60_000;
    expect((await ask('a')).status).toBe(200);
  });

  it('lets pages of this machine read its answers, cookies included, and no others', async () => {
    const gateway = await gatewayFor();
    const preflight = await fetch(gateway.tokenUrl, {
      method: 'OPTIONS',
      headers: { Origin: 'http://localhost:5173', 'Access-Control-Request-Headers': 'content-type,x-csrftoken' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-csrftoken');
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:4200', 'http://[::1]:80']) {
      const response = await fetch(gateway.tokenUrl, { method: 'POST', headers: { Origin: origin } });
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-credentials')).toBe('true');
      // By these the client knows for how long it is to wait, and what time it is there.
      expect(response.headers.get('access-control-expose-headers')).toMatch(/^Date, Retry-After,/);
    }
    for (const origin of ['https://elsewhere.example', 'http://localhost.elsewhere.example', 'null']) {
      const response = await fetch(gateway.tokenUrl, { method: 'POST', headers: { Origin: origin } });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('is not there when it is not wanted, and then no token is needed', async () => {
    const gateway = await gatewayFor({ tokens: false });
    expect((await fetch(gateway.tokenUrl, { method: 'POST' })).status).toBe(426);
    await Client.open(gateway.url);
  });
});

describe('a connection with a token', () => {
  it('opens once, and the same token never again', async () => {
    const gateway = await gatewayFor();
    const token = await freshToken(gateway);
    await Client.open(at(gateway.url, token));
    expect((await Client.refused(at(gateway.url, token))).status).toBe(400);
  });

  it('is refused with 400 without a token, and with one that was never issued', async () => {
    const gateway = await gatewayFor();
    expect((await Client.refused(gateway.url)).status).toBe(400);
    expect((await Client.refused(at(gateway.url, 'f'.repeat(64)))).status).toBe(400);
  });

  it('opens with a token of 60 s and is refused with an older one', async () => {
    let now = 0;
    const gateway = await gatewayFor({ clock: () => now });
    const [first, second] = [await freshToken(gateway), await freshToken(gateway)];
    now += 60_000;
    await Client.open(at(gateway.url, first));
    now += 1;
    expect((await Client.refused(at(gateway.url, second))).status).toBe(400);
  });

  it('joins the channel of its URL, and is refused for a name that cannot be, with the token unspent', async () => {
    const gateway = await gatewayFor();
    await Client.open(at(gateway.url, await freshToken(gateway), '&channel=general'));
    expect(gateway.connections[0]?.channel).toBe('general');
    const token = await freshToken(gateway);
    expect((await Client.refused(at(gateway.url, token, '&channel=two%20words'))).status).toBe(400);
    await Client.open(at(gateway.url, token));
  });
});

describe('the limit on connections', () => {
  const local = (last: number) => ({ localAddress: `127.0.0.${last}` });

  it('refuses the 21st of a minute from one address, counts the refused ones, and forgets them after the minute', async () => {
    let now = 0;
    const gateway = await gatewayFor({ tokens: false, clock: () => now });
    for (let count = 0; count < 20; count += 1) await Client.open(gateway.url);
    expect((await Client.refused(gateway.url)).status).toBe(400);
    await Client.open(gateway.url, local(2));
    // One every 2.9 s, refused each time, is enough to stay locked out for ever.
    for (let count = 0; count < 60; count += 1) {
      now += 2_900;
      await Client.refused(gateway.url);
    }
    now += 60_000;
    await Client.open(gateway.url);
  });

  it('counts a session as well as an address', async () => {
    const gateway = await gatewayFor({ tokens: false, connectsPerMinute: 1 });
    const headers = { Cookie: 'sessionid=ada' };
    await Client.open(gateway.url, { headers });
    expect((await Client.refused(gateway.url, { headers, ...local(2) })).status).toBe(400);
  });

  it('does not count what was refused for its token', async () => {
    const gateway = await gatewayFor({ connectsPerMinute: 1 });
    for (let count = 0; count < 3; count += 1) await Client.refused(at(gateway.url, 'wrong'));
    await Client.open(at(gateway.url, await freshToken(gateway)));
  });
});

describe('secrecy', () => {
  it('lets no token into an event or an error', async () => {
    const events: GatewayEvent[] = [];
    const gateway = await gatewayFor({ onEvent: (event) => events.push(event) });
    const token = await freshToken(gateway);
    const client = await Client.open(at(gateway.url, token, '&channel=general'));
    await client.ask({ action: 'echo', note: `${gateway.url}/?ws_token=${token}` });
    await Client.refused(at(gateway.url, token));
    await Client.refused(`${gateway.url}/?channel=x&ws_token=short-secret`);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['token', 'connecting', 'received', 'sent', 'refused']),
    );
    const everything = inspect(events, { depth: null });
    expect(everything).toContain('ws_token=[redacted]');
    expect(everything).not.toContain(token);
    expect(everything).not.toContain('short-secret');
  });

  it('nor a value of the query but the channel, nor one of a JSON key that names a secret, however deep', async () => {
    const events: GatewayEvent[] = [];
    const gateway = await gatewayFor({ tokens: false, onEvent: (event) => events.push(event) });
    const query = 'channel=general&jwt=s3cr3t-1&%77s_token=s3cr3t-2&a=s3cr3t-3&a=s3cr3t-4&%63hannel=s3cr3t-5&s3cr3t-6';
    const client = await Client.open(`${gateway.url}/?${query}`);
    const deep = [[{ access_token: ['s3cr3t-7'] }], { a: { 'x-Api-Key': { of: 's3cr3t-8' } } }];
    await client.ask({ action: 'echo', PASSWORD: 's3cr3t-9', pwd: 's3cr3t-10', deep, text: JSON.stringify({ deep }) });
    await Client.refused(`${gateway.url}/nowhere/s?secret=s3cr3t-11&channel=general`);
    const everything = inspect(events, { depth: null });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['connecting', 'received', 'sent', 'refused']),
    );
    expect(everything).toContain('channel=general');
    expect(everything).not.toContain('s3cr3t');
  });
});
