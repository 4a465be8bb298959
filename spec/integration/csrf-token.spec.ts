import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { djangoToken } from '../../lib';
import { words } from '../support/words';

/** What a server was asked, and how it answers. */
interface Asked {
  readonly url: string;
  readonly received: IncomingMessage[];
  close(): void;
}

const servers: Server[] = [];

async function server(
  answer: (path: string) => readonly [status: number, headers: Record<string, string>],
): Promise<Asked> {
  const received: IncomingMessage[] = [];
  const made = createServer((request, response) => {
    received.push(request);
    const [status, headers] = answer(request.url ?? '');
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end('{"token":"stolen"}');
  });
  servers.push(made);
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}`, received, close: () => made.close() };
}

/** As a page of that server has it. */
function onPageOf({ url }: Asked): void {
  const page = {
    document: { cookie: 'csrftoken=PAGE-SECRET', baseURI: `${url}/` },
    location: { href: `${url}/` },
    origin: url,
  };
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true });
}

afterEach(() => {
  for (const name of ['document', 'location', 'origin']) Reflect.deleteProperty(globalThis, name);
  for (const made of servers.splice(0)) made.close();
});

describe('the CSRF token of a page, over real HTTP', () => {
  it.each([301, 302, 303, 307, 308])(
    'does not go along a redirect of %d to another origin, nor is a token taken from there',
    async (status) => {
      const other = await server(() => [200, {}]);
      const own = await server(() => [status, { Location: `${other.url}/api/ws-token/` }]);
      onPageOf(own);
      await expect(firstValueFrom(djangoToken(`${own.url}/api/ws-token/`))).rejects.toMatchObject({
        name: 'TokenError',
        kind: 'unauthenticated',
      });
      expect(own.received.map(({ headers }) => headers['x-csrftoken'])).toEqual(['PAGE-SECRET']);
      expect(other.received).toEqual([]);
    },
  );

  it('goes to no other origin that is named as the endpoint', async () => {
    const other = await server(() => [200, {}]);
    const own = await server(() => [200, {}]);
    onPageOf(own);
    await firstValueFrom(djangoToken(`${other.url}/api/ws-token/`));
    expect(other.received.map(({ headers }) => headers['x-csrftoken'])).toEqual([undefined]);
    await firstValueFrom(djangoToken(`${other.url}/api/ws-token/`, { credentials: 'include' }));
    expect(other.received.map(({ headers }) => headers['x-csrftoken'])).toEqual([undefined, 'PAGE-SECRET']);
  });

  it('a redirect of a path without a final slash is told as such', async () => {
    const own = await server((path) => (path.endsWith('/') ? [405, {}] : [301, { Location: `${path}/` }]));
    onPageOf(own);
    const { message, kind } = await firstValueFrom(djangoToken(`${own.url}/api/ws-token`)).then(
      () => ({ message: '', kind: '' }),
      (error: unknown) => error as { message: string; kind: string },
    );
    expect(kind).toBe('rejected');
    expect(message).toMatch(words(/final slash/));
    expect(own.received).toHaveLength(1);
  });
});
