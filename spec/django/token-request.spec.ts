import { firstValueFrom } from 'rxjs';
import { djangoToken, type TokenInput } from '../../lib';
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

const ask = (url: string): Promise<TokenInput> => firstValueFrom(djangoToken(url));

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

  it('a path without its final slash is told as such: Django answers 500 while DEBUG is on', async () => {
    await expect(ask(backend.tokenUrl.replace(/\/$/, ''))).rejects.toMatchObject({
      name: 'TokenError',
      kind: 'unavailable',
      status: 500,
      message: expect.stringContaining('final slash'),
    });
  });
});
