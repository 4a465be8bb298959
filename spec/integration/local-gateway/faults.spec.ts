import { Client } from './support/client';
import { cleanUp, djangoBehindGateway, gatewayFor, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';
import { rawSocket, upgradeRequest } from './support/raw-socket';
import { freshToken } from './support/token';

afterEach(cleanUp);

async function pair() {
  const gateway = await openGateway();
  const clients = [await Client.open(gateway.url), await Client.open(gateway.url)] as const;
  return { gateway, clients, ids: gateway.connections.map(({ id }) => id) };
}

describe('checklist 10: faults', () => {
  it('drop resets one connection, or all, without a close frame', async () => {
    const { gateway, clients, ids } = await pair();
    expect(gateway.drop(ids[0])).toBe(1);
    expect(await clients[0].ended).toEqual({ code: 1006, reason: '' });
    expect(gateway.drop()).toBe(1);
    expect((await clients[1].ended).code).toBe(1006);
  });

  it('drop is a TCP reset, not an orderly end', async () => {
    const gateway = await openGateway();
    const socket = await rawSocket(gateway.url);
    const failed = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    const opened = new Promise((resolve) => socket.once('data', resolve));
    socket.write(upgradeRequest());
    await opened;
    gateway.drop();
    expect((await failed).code).toBe('ECONNRESET');
  });

  it('closeAll closes with the code and reason that were asked for', async () => {
    const { gateway, clients } = await pair();
    expect(gateway.closeAll(4000, 'maintenance')).toBe(2);
    for (const { ended } of clients) expect(await ended).toEqual({ code: 4000, reason: 'maintenance' });
  });

  it('freeze leaves the socket up and everything unanswered, while other connections work', async () => {
    const { gateway, clients, ids } = await pair();
    expect(gateway.freeze(ids[0])).toBe(1);
    const [frozen, other] = clients;
    const heard = jest.fn();
    for (const event of ['message', 'pong', 'close']) frozen.socket.on(event, heard);
    frozen.socket.ping();
    frozen.send({ action: 'ping' });
    expect(gateway.post(ids[0] ?? '', 'into the void')).toBe('sent');
    gateway.closeAll();
    await other.ended;
    expect(heard).not.toHaveBeenCalled();
    expect(frozen.socket.readyState).toBe(frozen.socket.OPEN);
    const later = await Client.open(gateway.url);
    expect(await later.ask({ action: 'ping' })).toEqual({ type: 'pong' });
    await gateway.close();
    expect((await frozen.ended).code).toBe(1006);
  });

  it('refuse turns the next handshakes away, so many and no more, with any status', async () => {
    const gateway = await openGateway();
    gateway.refuse(2, 429);
    expect((await Client.refused(gateway.url)).status).toBe(429);
    expect((await Client.refused(gateway.url)).status).toBe(429);
    await Client.open(gateway.url);
    gateway.refuse(Infinity);
    expect((await Client.refused(gateway.url)).status).toBe(400);
    gateway.refuse(0);
    await Client.open(gateway.url);
  });

  it('failTokens fails the next requests for a token, so many and no more', async () => {
    const gateway = await gatewayFor();
    gateway.failTokens(1, 403, 'Permission Denied');
    const failed = await fetch(gateway.tokenUrl, { method: 'POST' });
    expect(failed.status).toBe(403);
    expect(await failed.text()).toBe('Permission Denied');
    await Client.open(`${gateway.url}/?ws_token=${await freshToken(gateway)}`);
  });

  it('delay makes handshakes hang for ever, until the gateway or the client gives up', async () => {
    const gateway = await openGateway();
    gateway.delay(Infinity);
    const connecting = nextEvent(gateway, 'connecting');
    const socket = await rawSocket(gateway.url);
    socket.write(upgradeRequest());
    await connecting;
    gateway.delay(0);
    await Client.open(gateway.url);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await gateway.close();
    await ended;
  });

  it('delay holds handshakes and tokens back for so many ms', async () => {
    const gateway = await gatewayFor();
    const start = performance.now();
    gateway.delay(60, 'token');
    const token = await freshToken(gateway);
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
    gateway.delay(60, 'connect');
    const before = performance.now();
    await Client.open(`${gateway.url}/?ws_token=${token}`);
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  it('deafen opens a connection that gets posts, never a broadcast, and whose messages are refused unseen', async () => {
    const gateway = await openGateway();
    gateway.deafen();
    const deaf = await Client.open(gateway.url);
    const hearing = await Client.open(gateway.url);
    expect(gateway.broadcast('to all')).toBe(1);
    expect(await hearing.next()).toBe('to all');
    const answered = nextEvent(gateway, 'answered');
    deaf.send({ action: 'ping' });
    expect(await answered).toMatchObject({ call: 'message', status: 400, body: 'Invalid connection ID' });
    gateway.post(gateway.connections[0]?.id ?? '', 'to one');
    expect(await deaf.next()).toBe('to one');
  });

  it('a broadcast between the backend’s yes and the 101 makes a connection deaf', async () => {
    const gateway = await openGateway();
    gateway.delay(50, 'open');
    const answered = nextEvent(gateway, 'answered');
    const opening = Client.open(gateway.url);
    await answered;
    expect(gateway.broadcast('too early')).toBe(0);
    const client = await opening;
    expect(gateway.broadcast('too late')).toBe(0);
    const refused = nextEvent(gateway, 'answered');
    client.send({ action: 'ping' });
    expect(await refused).toMatchObject({ call: 'message', status: 400, body: 'Invalid connection ID' });
  });

  it('a broadcast during $connect makes the connection deaf, in the Django package’s own way', async () => {
    const { django, gateway } = await djangoBehindGateway();
    const { cookie } = django.signIn('ada');
    const headers = { Cookie: cookie };
    const options = { headers, origin: django.origin };
    gateway.delay(Infinity, 'open');
    const answered = nextEvent(gateway, 'answered');
    const signedIn = django.signIn('bob');
    const tokenResponse = await fetch(django.tokenUrl, {
      method: 'POST',
      headers: { Cookie: signedIn.cookie, 'X-CSRFToken': signedIn.csrfToken },
    });
    // The token endpoint's own specs check the shape.
    const { token } = (await tokenResponse.json()) as { readonly token: string };
    const pending = await rawSocket(gateway.url);
    pending.write(
      upgradeRequest(`/?ws_token=${token}`, {
        Cookie: signedIn.cookie,
        Origin: options.origin,
        'Sec-WebSocket-Extensions': 'permessage-deflate',
      }),
    );
    await answered;
    expect(django.sessions).toHaveLength(1);
    const told = nextEvent(gateway, 'management');
    expect(await django.broadcast({ type: 'toast' })).toBe(0);
    expect(await told).toMatchObject({ method: 'POST', status: 410 });
    expect(django.sessions).toHaveLength(0);
  });

  it('loseDisconnects leaves the backend with rows of connections that are gone, and broadcasts skip them', async () => {
    const { gateway, clients, ids } = await pair();
    gateway.loseDisconnects();
    const lost = nextEvent(gateway, 'fault');
    clients[0].socket.terminate();
    expect(await lost).toMatchObject({ verb: 'loseDisconnects', connectionId: ids[0] });
    expect(gateway.broadcast('to the one that is left')).toBe(1);
    expect(await clients[1].next()).toBe('to the one that is left');
  });

  it('scatterBroadcasts delivers every copy once, in orders that differ by connection', async () => {
    // A fixed sequence of chances, so that the orders differ in every run.
    let seed = 1;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const gateway = await openGateway({ random });
    const clients = [await Client.open(gateway.url), await Client.open(gateway.url)];
    gateway.scatterBroadcasts(100);
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    for (const n of numbers) expect(gateway.broadcast(String(n))).toBe(2);
    const orders: number[][] = [];
    for (const client of clients) {
      const got: number[] = [];
      while (got.length < numbers.length) got.push(Number(await client.next()));
      expect([...got].sort((a, b) => a - b)).toEqual(numbers);
      orders.push(got);
    }
    expect(orders[0]).not.toEqual(orders[1]);
    expect(orders[0]).not.toEqual(numbers);
  });

  it('failPosts can say 410 although the message was delivered', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    gateway.failPosts(1, 'gone', { delivered: true });
    expect(gateway.post(gateway.connections[0]?.id ?? '', 'delivered')).toBe('gone');
    expect(await client.next()).toBe('delivered');
  });

  it('the port is free again after close, for a gateway that comes back', async () => {
    const first = await openGateway();
    const port = Number(new URL(first.url).port);
    const client = await Client.open(first.url);
    await first.close();
    await first.close();
    expect((await client.ended).code).toBe(1006);
    await expect(Client.open(first.url)).rejects.toThrow('ECONNREFUSED');
    const second = await openGateway({ port });
    expect(second.url).toBe(first.url);
    await Client.open(second.url);
  });
});
