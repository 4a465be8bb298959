import type { GatewayEvent } from '../../lib/local-gateway';
import { cookieOf, type Visitor } from './support/backend';
import { startDjangoBackend, type DjangoBackend } from './support/django-backend';
import { nodeHost, type ClientHost, type SteeredClient } from './support/host';

/** The package's own limit, for an address and for a user. */
const CONNECTS_A_MINUTE = 20;

/** The backend's time next to stands still, however long this machine takes. It is exact to some ms, so no spec depends on those. */
const STILL = 0.001;

describe("the example's token endpoint, which counts the connections of the address", () => {
  let backend: DjangoBackend;
  let host: ClientHost;
  const clients: SteeredClient[] = [];

  beforeAll(async () => {
    [backend, host] = await Promise.all([startDjangoBackend(), nodeHost()]);
  }, 30_000);
  beforeEach(() => backend.pass(61_000, STILL));
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
  afterAll(() => backend.close());

  const ask = (visitor: Visitor, headers: Readonly<Record<string, string>> = {}) =>
    fetch(backend.tokenUrl, {
      method: 'POST',
      headers: { Cookie: cookieOf(visitor), 'X-CSRFToken': visitor.csrfToken ?? '', ...headers },
    });

  async function open(visitor: Visitor): Promise<SteeredClient> {
    const client = await host.open(backend, visitor);
    clients.push(client);
    return client;
  }

  /** The address has its connections of this minute, all of one user. */
  async function crowded(): Promise<Visitor> {
    const visitor = await backend.logIn('crowd');
    await backend.countConnections(visitor, CONNECTS_A_MINUTE);
    return visitor;
  }

  it('answers 429 with the seconds that are left, and a page of another origin can read them', async () => {
    const visitor = await backend.logIn('ada');
    const free = await ask(visitor);
    expect([free.status, free.headers.get('retry-after')]).toEqual([200, null]);
    await crowded();
    await backend.pass(20_500, STILL);
    const refused = await ask(visitor);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
    for (const answer of [free, refused]) {
      expect(answer.headers.get('access-control-expose-headers')).toBe('Retry-After, Date');
      expect(answer.headers.get('date')).not.toBeNull();
    }
    await backend.pass(38_500, STILL);
    expect((await ask(visitor)).status).toBe(429);
    await backend.pass(1_500, STILL);
    expect((await ask(visitor)).status).toBe(200);
  });

  it('counts by the first of X-Forwarded-For, and by the user wherever that one is, as the package does', async () => {
    const crowd = await crowded();
    const bob = await backend.logIn('bob');
    const elsewhere = { 'X-Forwarded-For': '192.0.2.7, 127.0.0.1' };
    expect((await ask(bob)).status).toBe(429);
    expect((await ask(bob, elsewhere)).status).toBe(200);
    expect((await ask(crowd, elsewhere)).status).toBe(429);
    expect((await ask(bob, { 'X-Forwarded-For': 'no address' })).status).toBe(200);
  });

  it('keeps what the package answers otherwise', async () => {
    await crowded();
    const csrf = 'x'.repeat(32);
    const stranger = { username: 'nobody', sessionId: undefined, csrfToken: csrf };
    const answer = await ask(stranger);
    expect(`${answer.status} ${await answer.text()}`).toBe('403 Authentication required');
    expect((await ask({ ...stranger, csrfToken: undefined })).status).toBe(403);
  });

  it('spares a client behind a full address every refused handshake', async () => {
    const crowd = await backend.logIn('crowd');
    for (let count = 0; count < CONNECTS_A_MINUTE; count += 1) {
      const one = await host.open(backend, crowd);
      await one.until('opened', { count: 1 });
      await one.close();
    }
    const refusals: GatewayEvent[] = [];
    const stop = backend.gateway.onEvent((event) => {
      if (event.type === 'refused') refusals.push(event);
    });
    const client = await open(await backend.logIn('eve'));
    const { value: fault } = await client.until('fault', {
      type: 'token',
      error: { kind: 'rate-limited', status: 429 },
    });
    const { retryAfter } = fault.error as { readonly retryAfter: number };
    const { value: waiting } = await client.until('status', { state: 'waiting', reason: 'rate-limited' });
    expect(retryAfter).toBeGreaterThanOrEqual(59_000);
    expect(retryAfter).toBeLessThanOrEqual(60_000);
    expect(waiting.delay).toBeGreaterThanOrEqual(retryAfter);
    // The minute passes for the backend alone, and the client asks at once.
    await backend.pass(61_000, STILL);
    await client.reconnect();
    await client.until('opened', { count: 1 });
    stop();
    expect(refusals).toEqual([]);
  });
});
