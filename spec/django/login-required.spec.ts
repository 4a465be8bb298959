import { nextEvent } from '../integration/local-gateway/support/events';
import { cookieOf } from './support/backend';
import { startDjangoBackend, type DjangoBackend } from './support/django-backend';
import { nodeHost, type ClientHost, type SteeredClient } from './support/host';

describe("a site with Django's LoginRequiredMiddleware", () => {
  let backend: DjangoBackend;
  let host: ClientHost;
  const clients: SteeredClient[] = [];

  beforeAll(async () => {
    host = await nodeHost();
    backend = await startDjangoBackend({
      env: { SPECS_LOGIN_REQUIRED: 'yes' },
      // One route of the gateway leads to the view as it is with `login_not_required`.
      routes: (origin) => ({ without_login: { url: `${origin}/specs/ws-without-login/default` } }),
    });
  }, 30_000);
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
  afterAll(() => backend.close());

  async function connected(route?: string): Promise<SteeredClient> {
    const client = await host.open(backend, await backend.logIn('ada'), route === undefined ? {} : { route });
    clients.push(client);
    await client.until('opened', { count: 1 });
    return client;
  }

  it('lets $connect in, which has the cookie, and redirects each message to the login, which has none', async () => {
    const client = await connected();
    const answered = nextEvent(backend.gateway, 'answered');
    await client.send('toast', { message: 'does anybody read this?' });
    const { call, status, body } = await answered;
    expect([call, status]).toEqual(['message', 302]);
    expect(body).toMatch(/^Location: \/login\//);
    expect(await client.all('message')).toEqual([]);
  });

  it('handles them where the view is marked with login_not_required', async () => {
    const client = await connected('without_login');
    expect(await client.ask('toast', { message: 'and this?' })).toMatchObject({ type: 'toast', message: 'and this?' });
  });

  it('redirects who is not logged in from the token endpoint, too', async () => {
    const ask = (cookie: string, csrf: string) =>
      fetch(backend.tokenUrl, {
        method: 'POST',
        redirect: 'manual',
        headers: { Cookie: cookie, 'X-CSRFToken': csrf },
      });
    const csrf = 'x'.repeat(32);
    const answer = await ask(`csrftoken=${csrf}`, csrf);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/login/?next=/api/ws-token/']);
    const visitor = await backend.logIn('bob');
    expect((await ask(cookieOf(visitor), visitor.csrfToken ?? '')).status).toBe(200);
  });
});
