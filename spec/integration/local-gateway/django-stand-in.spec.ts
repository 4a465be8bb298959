import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startDjangoStandIn, type DjangoStandIn } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, djangoBehindGateway, gatewayFor } from './support/clean-up';
import { nextEvent } from './support/events';
import { exchange } from './support/raw-socket';
import { HeldManagement } from './support/held-management';

afterEach(cleanUp);

interface Visitor {
  readonly cookie: string;
  readonly csrfToken: string;
}

function askToken(django: DjangoStandIn, headers: Record<string, string>, method = 'POST'): Promise<Response> {
  return fetch(django.tokenUrl, { method, headers });
}

async function tokenFor(django: DjangoStandIn, { cookie, csrfToken }: Visitor): Promise<string> {
  const response = await askToken(django, { Cookie: cookie, 'X-CSRFToken': csrfToken });
  expect(response.status).toBe(200);
  // The first spec checks the shape.
  return ((await response.json()) as { readonly token: string }).token;
}

/** A call as the gateway would make it. */
async function callOf(
  django: DjangoStandIn,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await fetch(django.url + path, {
    method: 'POST',
    body,
    headers: {
      connectionId: 'AAAAAAAAAAAAAAA=',
      'User-Agent': 'AmazonAPIGateway_local',
      'X-Amzn-Apigateway-Api-Id': 'local',
      'X-Amzn-Trace-Id': 'Root=1',
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Port': '443',
      'X-Real-Ip': '127.0.0.1',
      ...headers,
    },
  });
  return `${response.status} ${await response.text()}`;
}

async function site(...options: Parameters<typeof djangoBehindGateway>) {
  const { django, gateway } = await djangoBehindGateway(...options);
  const ada = django.signIn('ada');
  const handshake = (visitor: Visitor = ada) => ({ origin: django.origin, headers: { Cookie: visitor.cookie } });
  const open = async (visitor: Visitor = ada, more = '') =>
    Client.open(`${gateway.url}/?ws_token=${await tokenFor(django, visitor)}${more}`, handshake(visitor));
  return { django, gateway, ada, handshake, open };
}

describe('the stand-in’s token endpoint', () => {
  it('gives a signed-in visitor with the CSRF header a token', async () => {
    const { django, ada } = await site({ tokenExpirySeconds: 300 });
    const response = await askToken(django, { Cookie: ada.cookie, 'X-CSRFToken': ada.csrfToken });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      token: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      expires_in: 300,
    });
  });

  it('answers each failure with its own 403, told apart by the body only, CSRF first', async () => {
    const { django, ada } = await site({ tokensPerMinute: 1 });
    const textOf = async (headers: Record<string, string>) => {
      const response = await askToken(django, headers);
      expect(response.status).toBe(403);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(response.headers.has('retry-after')).toBe(false);
      return response.text();
    };
    expect(await textOf({})).toContain('CSRF verification failed');
    expect(await textOf({ Cookie: ada.cookie })).toContain('CSRF verification failed');
    const crossSite = { Cookie: ada.cookie, 'X-CSRFToken': ada.csrfToken, Origin: 'http://elsewhere.example' };
    expect(await textOf(crossSite)).toContain('CSRF verification failed');
    expect(await textOf({ Cookie: 'csrftoken=a', 'X-CSRFToken': 'a' })).toBe('Authentication required');
    await tokenFor(django, ada);
    expect(await textOf({ Cookie: ada.cookie, 'X-CSRFToken': ada.csrfToken })).toBe('Rate limit exceeded');
  });

  it('reads the last of several cookies with one name, as Django does', async () => {
    const { django, ada } = await site();
    const { sessionId, csrfToken } = ada;
    const asked = (...values: readonly (readonly [string, string])[]) => {
      const Cookie = values.flatMap(([session, csrf]) => [`sessionid=${session}`, `csrftoken=${csrf}`]).join('; ');
      return askToken(django, { Cookie, 'X-CSRFToken': csrfToken });
    };
    expect((await asked(['old', 'old'], [sessionId, csrfToken])).status).toBe(200);
    const last = await asked([sessionId, csrfToken], ['old', csrfToken]);
    expect(`${last.status} ${await last.text()}`).toBe('403 Authentication required');
    expect(await (await asked([sessionId, csrfToken], [sessionId, 'old'])).text()).toContain(
      'CSRF verification failed',
    );
  });

  it('answers 405 to a GET', async () => {
    const { django } = await site();
    expect((await askToken(django, {}, 'GET')).status).toBe(405);
  });

  it('fails on demand', async () => {
    const { django, ada } = await site();
    django.failTokens(1, 403, 'Permission Denied');
    expect(await (await askToken(django, {})).text()).toBe('Permission Denied');
    await tokenFor(django, ada);
  });

  it('lets a page sign in and get Django’s cookies', async () => {
    const { django } = await site();
    const response = await fetch(`${django.signInUrl}?username=bob`);
    const [session = '', csrf = ''] = response.headers.getSetCookie();
    expect(session).toMatch(/^sessionid=\w{32}; HttpOnly; Path=\/; SameSite=Lax$/);
    expect(csrf).toMatch(/^csrftoken=\w{32}; Path=\/; SameSite=Lax$/);
    const cookie = [session, csrf].map((line) => line.split(';')[0]).join('; ');
    await tokenFor(django, { cookie, csrfToken: /csrftoken=(\w+)/.exec(csrf)?.[1] ?? '' });
  });
});

describe('the stand-in’s $connect', () => {
  it('opens with the session that fetched the token, and writes the row', async () => {
    const { django, gateway, open } = await site();
    await open(undefined, '&channel=general');
    const connectionId = gateway.connections[0]?.id;
    expect(django.sessions).toEqual([{ connectionId, channel: 'general', user: 'ada', connected: true }]);
  });

  it('takes the token of no other session, none twice, and none after its time', async () => {
    let now = Date.now();
    const { django, gateway, ada, handshake } = await site({ clock: () => now });
    const reasons: string[] = [];
    gateway.onEvent((event) => {
      if (event.type === 'refused') reasons.push(event.reason);
    });
    const token = await tokenFor(django, ada);
    const url = `${gateway.url}/?ws_token=${token}`;
    await Client.refused(url, handshake(django.signIn('eve')));
    await Client.open(url, handshake());
    await Client.refused(url, handshake());
    const old = await tokenFor(django, ada);
    now += 60_001;
    await Client.refused(`${gateway.url}/?ws_token=${old}`, handshake());
    await Client.refused(gateway.url, handshake());
    expect(reasons).toEqual(Array(4).fill('Invalid or expired token'));
  });

  it.each([
    ['no cookie', { Cookie: undefined }, 'Missing 1 headers'],
    ['no origin', { Origin: undefined }, 'Missing 1 headers'],
    ['neither', { Cookie: undefined, Origin: undefined }, 'Missing 2 headers'],
    ['a cookie without a session', { Cookie: 'a=b' }, 'Invalid session'],
    ['a session that nobody has', { Cookie: `sessionid=${'0'.repeat(32)}` }, 'Invalid session'],
    ['the origin of another site', { Origin: 'http://elsewhere.example' }, 'Host is not in Origin'],
  ])('refuses a client with %s', async (_what, changed, reason) => {
    const { django, gateway, ada } = await site({}, { allowedOrigins: ['http://elsewhere.example'] });
    const refused = nextEvent(gateway, 'refused');
    const all: Readonly<Record<string, string | undefined>> = { Cookie: ada.cookie, Origin: django.origin, ...changed };
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(all)) if (value !== undefined) headers[name] = value;
    const { status } = await Client.refused(`${gateway.url}/?ws_token=x`, { headers });
    expect(status).toBe(400);
    expect(await refused).toMatchObject({ reason });
  });

  it('refuses a client that offers no extension, as the package does', async () => {
    const { gateway, handshake } = await site();
    const refused = nextEvent(gateway, 'refused');
    await Client.refused(gateway.url, { ...handshake(), perMessageDeflate: false });
    expect(await refused).toMatchObject({ status: 400, reason: 'Missing 1 headers' });
  });

  it('answers 400 to a page that made the name of its site one of this machine', async () => {
    const { django } = await site();
    const { port } = new URL(django.origin);
    const asked = (host: string) =>
      exchange(django.origin, `GET /sign-in/ HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
    expect(await asked('rebound.example')).toMatch(/^HTTP\/1.1 400 (?!.*sessionid)/s);
    expect(await asked('localhost')).toMatch(/^HTTP\/1.1 200 .*sessionid/s);
  });

  it('compares ALLOWED_HOSTS literally', async () => {
    const { gateway, handshake } = await site({ allowedHosts: ['*', 'localhost'] });
    const refused = nextEvent(gateway, 'refused');
    await Client.refused(gateway.url, handshake());
    expect(await refused).toMatchObject({ reason: "Host is not in AllowedHosts ['*', 'localhost']" });
  });

  it('takes tokens for as long as it reports', async () => {
    let now = Date.now();
    const { django, gateway, ada, handshake } = await site({ clock: () => now, tokenExpirySeconds: 300 });
    const [soon, late] = [await tokenFor(django, ada), await tokenFor(django, ada)];
    now += 300_000;
    await Client.open(`${gateway.url}/?ws_token=${soon}`, handshake());
    now += 1;
    await Client.refused(`${gateway.url}/?ws_token=${late}`, handshake());
  });

  it('refuses a channel that cannot be, counts the attempt, and leaves the token unspent', async () => {
    const { django, gateway, ada, handshake } = await site({ connectsPerMinute: 2 });
    const url = `${gateway.url}/?ws_token=${await tokenFor(django, ada)}`;
    const refused = nextEvent(gateway, 'refused');
    await Client.refused(`${url}&channel=two%20words`, handshake());
    expect(await refused).toMatchObject({ status: 400, reason: 'Invalid channel' });
    await Client.open(url, handshake());
    const limited = nextEvent(gateway, 'refused');
    await Client.refused(gateway.url, handshake());
    expect(await limited).toMatchObject({ reason: 'Too many connection attempts' });
  });

  it.each([
    ['http://127.0.0.1.evil.example:{port}', false],
    ['http://127.0.0.1', false],
    ['http://127.0.0.1:1', false],
    ['ftp://127.0.0.1:{port}', false],
    ['null', false],
    ['http://elsewhere.example/?127.0.0.1:{port}', false],
    ['https://127.0.0.1:{port}', true],
  ])('compares host name and port of the page with its own: %s', async (origin, opens) => {
    const { django, ada } = await site();
    const page = origin.replace('{port}', new URL(django.origin).port);
    const path = `connect?ws_token=${await tokenFor(django, ada)}`;
    // Without the gateway, which lets no foreign page get so far.
    const answer = await callOf(django, path, '', {
      Cookie: ada.cookie,
      Origin: page,
      'Sec-WebSocket-Extensions': 'x',
      'Sec-WebSocket-Key': 'x',
      'Sec-WebSocket-Version': '13',
    });
    expect(answer).toBe(opens ? '200 {}' : '400 Host is not in Origin');
  });

  it('refuses the 21st connection of a minute of a user, counts refused ones, and takes another user from elsewhere', async () => {
    let now = Date.now();
    const { django, gateway, ada, handshake, open } = await site({ clock: () => now, tokensPerMinute: false });
    for (let count = 0; count < 20; count += 1) await open();
    for (let count = 0; count < 30; count += 1) {
      now += 2_900;
      const refused = nextEvent(gateway, 'refused');
      await Client.refused(`${gateway.url}/?ws_token=${await tokenFor(django, ada)}`, handshake());
      expect(await refused).toMatchObject({ status: 400, reason: 'Too many connection attempts' });
    }
    const bob = django.signIn('bob');
    const url = `${gateway.url}/?ws_token=${await tokenFor(django, bob)}`;
    await Client.open(url, { ...handshake(bob), localAddress: '127.0.0.2' });
    now += 60_000;
    await open();
  });

  it('refuses who may not join the channel, counts the attempt, and has spent the token', async () => {
    const { django, gateway, ada, handshake } = await site({
      connectsPerMinute: 2,
      mayJoin: (username, channel) => channel !== 'staff' || username === 'bob',
    });
    const url = `${gateway.url}/?ws_token=${await tokenFor(django, ada)}`;
    const denied = nextEvent(gateway, 'refused');
    await Client.refused(`${url}&channel=staff`, handshake());
    expect(await denied).toMatchObject({ status: 403, reason: 'Permission Denied' });
    const spent = nextEvent(gateway, 'refused');
    await Client.refused(url, handshake());
    expect(await spent).toMatchObject({ reason: 'Invalid or expired token' });
    const bob = django.signIn('bob');
    await Client.open(`${gateway.url}/?ws_token=${await tokenFor(django, bob)}&channel=staff`, handshake(bob));
    const limited = nextEvent(gateway, 'refused');
    await Client.refused(gateway.url, handshake());
    expect(await limited).toMatchObject({ reason: 'Too many connection attempts' });
  });

  it('lets in the calls that carry its gateway secret, and answers 403 to all others', async () => {
    const gatewaySecret = 'a-gateway-secret-of-32-characters';
    const { django, gateway, ada, handshake } = await site({ gatewaySecret });
    const url = `${gateway.url}/?ws_token=${await tokenFor(django, ada)}`;
    const refused = nextEvent(gateway, 'refused');
    await Client.refused(url, handshake());
    expect(await refused).toMatchObject({ status: 403, reason: 'Invalid request' });
    for (const secret of [gatewaySecret.toUpperCase(), '']) {
      expect(await callOf(django, 'connect', '', { 'X-Ws-Gateway-Secret': secret })).toBe('403 Invalid request');
    }
    const headers = { 'X-Ws-Gateway-Secret': gatewaySecret };
    const trusted = await gatewayFor({ backend: { proxy: django.url }, headers });
    django.sendThrough(trusted.managementUrl);
    const client = await Client.open(url.replace(gateway.url, trusted.url), handshake());
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  });

  it('refuses calls without what a load balancer and nginx add', async () => {
    const { django } = await site();
    const response = await fetch(`${django.url}connect`, { method: 'POST', headers: { connectionId: 'x' } });
    expect(response.status).toBe(400);
    expect(await response.text()).toBe('Invalid request headers');
  });
});

describe('the stand-in’s messages', () => {
  const callTo = (django: DjangoStandIn, connectionId: string, body: string, agent = 'AmazonAPIGateway_local') =>
    callOf(django, 'default', body, { connectionId, 'User-Agent': agent });

  it('answers over @connections, and nothing on the route itself', async () => {
    const { open } = await site();
    const client = await open();
    expect(await client.ask({ action: 'toast', message: 'hi', request_id: 1 })).toMatchObject({
      type: 'toast',
      request_id: 1,
    });
  });

  it('carries a chat between two users of one channel', async () => {
    const { django, open } = await site();
    const [ada, bob] = [await open(undefined, '&channel=c'), await open(django.signIn('bob'), '&channel=c')];
    ada.send({ action: 'chat_message', message: 'Hello' });
    for (const client of [ada, bob]) {
      const line = { type: 'chat_message', id: expect.any(String), username: 'ada', message: 'Hello' };
      expect(await client.nextJson()).toEqual(line);
    }
  });

  it('puts the request_id of a chat message into the answer, and into nothing that others get', async () => {
    const { django, open } = await site();
    const [ada, bob] = [await open(undefined, '&channel=c'), await open(django.signIn('bob'), '&channel=c')];
    ada.send({ action: 'chat_message', message: 'Hello', request_id: 'r1' });
    const said = { type: 'chat_message', id: expect.any(String), username: 'ada', message: 'Hello' };
    expect(await bob.nextJson()).toEqual(said);
    expect(await ada.nextJson()).toEqual(said);
    expect(await ada.nextJson()).toEqual({ type: 'reply', request_id: 'r1' });
  });

  it('answers what is no message for it with the package’s statuses', async () => {
    const { django, gateway, open } = await site();
    await open();
    const id = gateway.connections[0]?.id ?? '';
    for (const body of ['', 'plain text', '{}', '{"type":"x"}', '["action"]', '"action"', '1', 'null']) {
      expect(await callTo(django, id, body)).toBe('400 Invalid request format (1)');
    }
    expect(await callTo(django, 'AAAAAAAAAAAAAAA=', '{"action":"ping"}')).toBe('400 Invalid connection ID');
    expect(await callTo(django, id, '{"action":"ping"}', 'curl')).toBe('200 {}');
  });

  it('moves to no channel that cannot be, and to none that is closed to the user', async () => {
    const { django, gateway, open } = await site({ mayJoin: (_username, channel) => channel !== 'staff' });
    await open();
    const id = gateway.connections[0]?.id ?? '';
    const moveTo = (channel: unknown) => callTo(django, id, JSON.stringify({ action: 'change_channel', channel }));
    expect(await moveTo('two words')).toBe('400 Invalid channel');
    expect(await moveTo(7)).toBe('400 Invalid channel');
    expect(await moveTo('staff')).toBe('403 Permission Denied');
    expect(django.sessions).toMatchObject([{ channel: 'default' }]);
    expect(await moveTo('open-to-all')).toBe('200 {}');
    expect(django.sessions).toMatchObject([{ channel: 'open-to-all' }]);
  });

  it('ends with the login: a message is refused, a broadcast goes by, a new connection needs a new login', async () => {
    const { django, gateway, ada, handshake, open } = await site();
    const client = await open();
    const bobs = await open(django.signIn('bob'));
    const token = await tokenFor(django, ada);
    django.signOut(ada.sessionId);
    const answered = nextEvent(gateway, 'answered');
    client.send({ action: 'ping' });
    expect(await answered).toMatchObject({ status: 400, body: 'Invalid connection ID' });
    expect(await django.broadcast('to who is still logged in')).toBe(1);
    expect(await bobs.next()).toBe('to who is still logged in');
    const refused = nextEvent(gateway, 'refused');
    await Client.refused(`${gateway.url}/?ws_token=${token}`, handshake());
    expect(await refused).toMatchObject({ status: 400, reason: 'Invalid session' });
    const response = await askToken(django, { Cookie: ada.cookie, 'X-CSRFToken': ada.csrfToken });
    expect(await response.text()).toBe('Authentication required');
  });

  it('takes none of a connection that it believes to be gone', async () => {
    const { django, gateway, open } = await site();
    const client = await open();
    const id = gateway.connections[0]?.id ?? '';
    gateway.failPosts(1, 'gone');
    await django.broadcast('x');
    const answered = nextEvent(gateway, 'answered');
    client.send({ action: 'ping' });
    expect(await answered).toMatchObject({ connectionId: id, status: 400, body: 'Invalid connection ID' });
  });

  it('goes on after a handler that throws, with a 500 that the client does not see', async () => {
    const { gateway, open } = await site({
      handlers: {
        boom: () => {
          throw new Error('on purpose');
        },
        ping: ({ send }) => send('pong'),
      },
    });
    const client = await open();
    const answered = nextEvent(gateway, 'answered');
    client.send({ action: 'boom' });
    expect(await answered).toMatchObject({ status: 500 });
    client.send({ action: 'ping' });
    expect(await client.next()).toBe('pong');
  });
});

describe('the stand-in’s rows', () => {
  it('marks a row as gone on $disconnect, and when a send meets a 410', async () => {
    const { django, gateway, open } = await site();
    const [first, second] = [await open(), await open()];
    const left = nextEvent(gateway, 'answered');
    first.socket.close();
    await left;
    expect(django.sessions).toHaveLength(1);
    gateway.loseDisconnects();
    const lost = nextEvent(gateway, 'fault');
    second.socket.close();
    await lost;
    expect(django.sessions).toHaveLength(1);
    expect(await django.broadcast('x')).toBe(0);
    expect(django.sessions).toHaveLength(0);
  });

  it('marks at the end of a broadcast the rows that met a 410, and one that was read before still goes out', async () => {
    const { django, gateway, open } = await site();
    const client = await open();
    await open();
    const [early, slow] = gateway.connections.map(({ id }) => id);
    const management = await HeldManagement.start();
    django.sendThrough(management.url);

    const first = django.broadcast('first');
    (await management.postTo(early)).answer(410);
    const lastOfFirst = await management.postTo(slow);
    expect(django.sessions).toHaveLength(2);

    const second = django.broadcast('second');
    const laterCopies = [await management.postTo(early), await management.postTo(slow)];
    lastOfFirst.answer(200);
    expect(await first).toBe(1);
    expect(django.sessions).toMatchObject([{ connectionId: slow }]);

    for (const copy of laterCopies) copy.answer(200);
    expect(await second).toBe(2);
    const refused = nextEvent(gateway, 'answered');
    client.send({ action: 'ping' });
    expect(await refused).toMatchObject({ connectionId: early, status: 400, body: 'Invalid connection ID' });
  });

  it('tries a throttled post three times in all', async () => {
    const { django, gateway, open } = await site({ random: () => 0 });
    await open();
    gateway.failPosts(2, 'limit-exceeded');
    expect(await django.broadcast('x')).toBe(1);
    gateway.failPosts(3, 'limit-exceeded');
    expect(await django.broadcast('x')).toBe(0);
    expect(django.sessions).toHaveLength(1);
  });

  it('writes JSON as Python does, and measures the 128 KB of a message in that', async () => {
    const { django, open } = await site();
    const client = await open();
    await django.broadcast({ type: 'toast', list: [1, null, 'é "👋"'], nested: { yes: true } });
    expect(await client.next()).toBe(
      '{"type": "toast", "list": [1, null, "\\u00e9 \\"\\ud83d\\udc4b\\""], "nested": {"yes": true}}',
    );
    const waves = (count: number) => ({ m: '👋'.repeat(count) });
    // `{"m": ""}` and 12 bytes each.
    await django.broadcast(waves(10_921));
    await expect(django.broadcast(waves(10_922))).rejects.toThrow('longer than 131072 bytes');
  });

  it('tries a post again that found nobody listening', async () => {
    const django = await startDjangoStandIn({ random: () => 0 });
    atEnd(() => django.close());
    let posts = 0;
    const behindTime = createServer((request, response) => {
      posts += 1;
      request.resume();
      if (posts < 3) request.socket.destroy();
      else response.end();
    });
    await new Promise<void>((resolve) => behindTime.listen(0, '127.0.0.1', resolve));
    atEnd(() => behindTime.close());
    const gateway = await gatewayFor({ backend: { proxy: django.url } });
    django.sendThrough(gateway.managementUrl);
    const ada = django.signIn('ada');
    const url = `${gateway.url}/?ws_token=${await tokenFor(django, ada)}`;
    await Client.open(url, { origin: django.origin, headers: { Cookie: ada.cookie } });
    // A TCP port was bound, so the address is no string.
    django.sendThrough(`http://127.0.0.1:${(behindTime.address() as AddressInfo).port}`);
    expect(await django.broadcast('x')).toBe(1);
    expect(posts).toBe(3);
  });

  it('goes on with a broadcast past a connection that cannot be reached', async () => {
    const { django, gateway, open } = await site();
    const clients = [await open(), await open()];
    gateway.failPosts(1, 'forbidden');
    expect(await django.broadcast('x')).toBe(1);
    expect(await Promise.race(clients.map((client) => client.next()))).toBe('x');
  });

  it('keeps users, tokens and rows over a restart', async () => {
    const { django, gateway, ada, handshake, open } = await site();
    const client = await open();
    const token = await tokenFor(django, ada);
    await django.stop();
    await expect(fetch(django.origin)).rejects.toThrow();
    await django.start();
    expect(await client.ask({ action: 'toast', message: 'still here' })).toMatchObject({ type: 'toast' });
    await Client.open(`${gateway.url}/?ws_token=${token}`, handshake());
  });

  it('says what to do when it does not know the gateway yet', async () => {
    const django = await startDjangoStandIn({ site: (_request, response) => response.end('a page') });
    atEnd(() => django.close());
    expect(await (await fetch(django.origin)).text()).toBe('a page');
    expect(await django.broadcast('nobody there')).toBe(0);
  });
});
