import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { LocalGateway } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, gatewayFor, openGateway } from './support/clean-up';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

async function connected() {
  const gateway = await openGateway();
  const client = await Client.open(gateway.url, { headers: { 'User-Agent': 'a browser' } });
  return { gateway, client, id: gateway.connections[0]?.id ?? '' };
}

function call({ managementUrl }: LocalGateway, method: string, path: string, body?: string): Promise<Response> {
  return fetch(managementUrl + path, body === undefined ? { method } : { method, body });
}

async function expectError(response: Response, status: number, name: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('x-amzn-errortype')).toBe(name);
  expect(await response.json()).toHaveProperty('message');
}

const GONE_ID = 'AAAAAAAAAAAAAAA=';

describe('checklist 8: @connections', () => {
  it('POST sends the body as a text frame and answers 200 with nothing', async () => {
    const { gateway, client, id } = await connected();
    const response = await call(gateway, 'POST', `/@connections/${id}`, '{"type":"toast"}');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(await client.next()).toBe('{"type":"toast"}');
  });

  it('GET tells when the connection opened, when it was last active, and whose it is', async () => {
    const { gateway, client, id } = await connected();
    const [connection] = gateway.connections;
    await client.ask({ action: 'ping' });
    const response = await call(gateway, 'GET', `/@connections/${id}`);
    expect(response.status).toBe(200);
    // The next lines check the shape.
    const told = (await response.json()) as Record<string, string>;
    expect(told.identity).toEqual({ sourceIp: '127.0.0.1', userAgent: 'a browser' });
    expect(told.connectedAt).toBe(new Date(connection?.since ?? 0).toISOString());
    expect(Date.parse(told.lastActiveAt ?? '')).toBeGreaterThanOrEqual(connection?.since ?? Infinity);
  });

  it('DELETE closes with 1000 and answers 204', async () => {
    const { gateway, client, id } = await connected();
    const response = await call(gateway, 'DELETE', `/@connections/${id}`);
    expect(response.status).toBe(204);
    expect(await client.ended).toEqual({ code: 1000, reason: '' });
  });

  it.each(['POST', 'GET', 'DELETE'])('%s of a connection that is gone is a GoneException', async (method) => {
    const { gateway, client, id } = await connected();
    client.socket.close();
    await client.ended;
    const body = method === 'POST' ? 'x' : undefined;
    await expectError(await call(gateway, method, `/@connections/${GONE_ID}`, body), 410, 'GoneException');
    await expectError(await call(gateway, method, `/@connections/${id}`, body), 410, 'GoneException');
  });

  it('is 410 while $connect is pending', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url } });
    const early = new Promise<Response>((resolve, reject) => {
      backend.answer = ({ headers }, response) => {
        call(gateway, 'POST', `/@connections/${headers.connectionid ?? ''}`, 'welcome')
          .then(resolve, reject)
          .finally(() => response.end());
      };
    });
    const client = await Client.open(gateway.url);
    await expectError(await early, 410, 'GoneException');
    expect(gateway.post(gateway.connections[0]?.id ?? '', 'later')).toBe('sent');
    expect(await client.next()).toBe('later');
  });

  it('is 410 from the moment that a close has begun', async () => {
    const { gateway, id } = await connected();
    gateway.closeAll();
    await expectError(await call(gateway, 'POST', `/@connections/${id}`, 'x'), 410, 'GoneException');
  });

  it('takes 128 KiB, and answers 413 to more', async () => {
    const { gateway, client, id } = await connected();
    expect((await call(gateway, 'POST', `/@connections/${id}`, 'x'.repeat(131_072))).status).toBe(200);
    expect(await client.next()).toHaveLength(131_072);
    const tooLong = await call(gateway, 'POST', `/@connections/${id}`, 'x'.repeat(131_073));
    await expectError(tooLong, 413, 'PayloadTooLargeException');
    expect(gateway.post(id, 'x'.repeat(131_073))).toBe('too-large');
  });

  it('answers 429 when the client does not read and its buffer is full', async () => {
    const gateway = await openGateway({ limits: { bufferBytes: 200_000 } });
    const client = await Client.open(gateway.url);
    client.socket.pause();
    const id = gateway.connections[0]?.id ?? '';
    let response = await call(gateway, 'POST', `/@connections/${id}`, 'x'.repeat(100_000));
    for (let count = 0; response.status === 200 && count < 500; count += 1) {
      response = await call(gateway, 'POST', `/@connections/${id}`, 'x'.repeat(100_000));
    }
    await expectError(response, 429, 'LimitExceededException');
  });

  it('answers 400 to what cannot be a connection id', async () => {
    const { gateway } = await connected();
    const response = await call(gateway, 'POST', '/@connections/not%20an%20id', 'x');
    expect(response.headers.get('x-amzn-errortype')).toBe('BadRequestException');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: 'Invalid connectionId: not an id' });
  });

  it('answers 403 for another stage, and 405 to another method', async () => {
    const { gateway, id } = await connected();
    await expectError(await call(gateway, 'POST', `/other/@connections/${id}`, 'x'), 403, 'ForbiddenException');
    await expectError(await call(gateway, 'PUT', `/@connections/${id}`, 'x'), 405, 'MethodNotAllowedException');
  });

  it.each([
    ['forbidden', 403, 'ForbiddenException'],
    ['limit-exceeded', 429, 'LimitExceededException'],
    ['gone', 410, 'GoneException'],
  ] as const)('answers %s on demand', async (outcome, status, name) => {
    const { gateway, id } = await connected();
    gateway.failPosts(1, outcome);
    await expectError(await call(gateway, 'POST', `/@connections/${id}`, 'x'), status, name);
    expect((await call(gateway, 'POST', `/@connections/${id}`, 'x')).status).toBe(200);
  });

  it('takes the id percent-encoded or not, "@" as %40, with and without the stage', async () => {
    const { gateway, client, id } = await connected();
    const encoded = encodeURIComponent(id);
    expect(encoded).toMatch(/%3D$/);
    for (const path of [
      `/@connections/${id}`,
      `/@connections/${encoded}`,
      `/%40connections/${encoded}`,
      `/production/@connections/${encoded}`,
      `/production/%40connections/${id}`,
    ]) {
      expect((await call(gateway, 'POST', path, path)).status).toBe(200);
      expect(await client.next()).toBe(path);
    }
  });

  it('accepts any signature, and none, and any content type', async () => {
    const { gateway, id } = await connected();
    for (const headers of [
      {},
      { Authorization: 'AWS4-HMAC-SHA256 nonsense', 'Content-Type': 'application/octet-stream' },
    ]) {
      const url = `${gateway.managementUrl}/@connections/${id}`;
      expect((await fetch(url, { method: 'POST', body: Buffer.from('x'), headers })).status).toBe(200);
    }
  });

  it('sends bytes that are no UTF-8 as text that a client can read', async () => {
    const { gateway, client, id } = await connected();
    const url = `${gateway.managementUrl}/@connections/${id}`;
    await fetch(url, { method: 'POST', body: Buffer.from([0x61, 0xff, 0x62]) });
    expect(await client.next()).toBe('a\ufffdb');
  });
});

describe('the AWS SDK', () => {
  function sdk(gateway: LocalGateway, stage = ''): ApiGatewayManagementApiClient {
    const client = new ApiGatewayManagementApiClient({
      endpoint: gateway.managementUrl + stage,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
    });
    atEnd(() => {
      client.destroy();
    });
    return client;
  }

  it.each(['', '/production'])(
    'posts to, reads and deletes a connection, with the endpoint ending in "%s"',
    async (stage) => {
      const { gateway, client, id } = await connected();
      const aws = sdk(gateway, stage);
      await aws.send(new PostToConnectionCommand({ ConnectionId: id, Data: Buffer.from('{"type":"toast"}') }));
      expect(await client.next()).toBe('{"type":"toast"}');
      const told = await aws.send(new GetConnectionCommand({ ConnectionId: id }));
      expect(told.ConnectedAt).toEqual(new Date(gateway.connections[0]?.since ?? 0));
      expect(told.LastActiveAt).toBeInstanceOf(Date);
      expect(told.Identity).toEqual({ SourceIp: '127.0.0.1', UserAgent: 'a browser' });
      await aws.send(new DeleteConnectionCommand({ ConnectionId: id }));
      expect((await client.ended).code).toBe(1000);
    },
  );

  it('knows each error by its name', async () => {
    const { gateway, id } = await connected();
    const aws = sdk(gateway);
    const post = (ConnectionId: string, Data: string) => aws.send(new PostToConnectionCommand({ ConnectionId, Data }));
    await expect(post(GONE_ID, 'x')).rejects.toMatchObject({ name: 'GoneException' });
    await expect(post(id, 'x'.repeat(131_073))).rejects.toMatchObject({ name: 'PayloadTooLargeException' });
    gateway.failPosts(1, 'limit-exceeded');
    await expect(post(id, 'x')).rejects.toMatchObject({ name: 'LimitExceededException' });
    gateway.failPosts(1, 'forbidden');
    await expect(post(id, 'x')).rejects.toMatchObject({ name: 'ForbiddenException' });
  });
});
