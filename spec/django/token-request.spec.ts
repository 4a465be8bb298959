import { firstValueFrom } from 'rxjs';
import { djangoToken, type DjangoTokenOptions, type TokenInput } from '../../lib';
import type { Visitor } from './support/backend';
import { startDjangoBackend, type DjangoBackend } from './support/django-backend';

let backend: DjangoBackend;
let visitor: Visitor;

/** Django reads the cookies of the request, and the client those of the page: here both are what a browser would have. */
let cookies: readonly string[];

beforeAll(async () => {
  backend = await startDjangoBackend();
  visitor = await backend.logIn('Ada');
}, 30_000);
afterAll(() => backend.close());

beforeEach(() => {
  cookies = [`csrftoken=${visitor.csrfToken ?? ''}`];
  const document = {
    baseURI: `${backend.origin}/`,
    get cookie() {
      return cookies.join('; ');
    },
  };
  const page = { document, location: { href: `${backend.origin}/` }, origin: backend.origin };
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  const { fetch } = globalThis;
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('Cookie', [...cookies, `sessionid=${visitor.sessionId ?? ''}`].join('; '));
    return fetch(url, { ...init, headers });
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const name of ['document', 'location', 'origin']) Reflect.deleteProperty(globalThis, name);
});

const ask = (url: string, options?: DjangoTokenOptions): Promise<TokenInput> =>
  firstValueFrom(djangoToken(url, options));

describe("djangoToken() and Django's token endpoint", () => {
  it('agree on a token', async () => {
    expect(await ask(backend.tokenUrl)).toMatchObject({
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
      expires_in: 60,
    });
  });

  it('agree on which of two csrftoken cookies counts: the last', async () => {
    const [own = ''] = cookies;
    cookies = ['csrftoken=of-another-time-00000000000000', own];
    expect(await ask(backend.tokenUrl)).toMatchObject({ expires_in: 60 });
    cookies = [own, 'csrftoken=short'];
    await expect(ask(backend.tokenUrl)).rejects.toMatchObject({ name: 'TokenError', kind: 'csrf', status: 403 });
  });

  it('agree on the header where CSRF_HEADER_NAME says another', async () => {
    await backend.configure({ CSRF_HEADER_NAME: 'HTTP_X_XSRF_TOKEN' });
    try {
      await expect(ask(backend.tokenUrl)).rejects.toMatchObject({ kind: 'csrf', status: 403 });
      expect(await ask(backend.tokenUrl, { csrfHeader: 'X-XSRF-Token' })).toMatchObject({ expires_in: 60 });
    } finally {
      await backend.configure({ CSRF_HEADER_NAME: 'HTTP_X_CSRFTOKEN' });
    }
  });

  describe('say that a path lacks its final slash', () => {
    const slashless = () => backend.tokenUrl.replace(/\/$/, '');

    it('while DEBUG is on and Django answers 500', async () => {
      await expect(ask(slashless())).rejects.toMatchObject({
        name: 'TokenError',
        kind: 'unavailable',
        status: 500,
        message: expect.stringContaining('final slash'),
      });
    });

    it('while it is off and APPEND_SLASH redirects: the redirect is not followed, which would make a GET of it', async () => {
      await backend.configure({ DEBUG: false, ALLOWED_HOSTS: ['127.0.0.1'] });
      try {
        const answer = await fetch(slashless(), { method: 'POST', redirect: 'manual' });
        expect([answer.status, answer.headers.get('location')]).toEqual([301, '/api/ws-token/']);
        await expect(ask(slashless())).rejects.toMatchObject({
          name: 'TokenError',
          kind: 'rejected',
          message: expect.stringMatching(/final slash.*login/),
        });
        expect(await ask(backend.tokenUrl)).toMatchObject({ expires_in: 60 });
      } finally {
        await backend.configure({ DEBUG: true, ALLOWED_HOSTS: [] });
      }
    });
  });
});
