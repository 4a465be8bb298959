import type { HeaderProfile } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { cleanUp, gatewayFor } from './support/clean-up';
import { RecordingBackend, type Call } from './support/recording-backend';

afterEach(cleanUp);

/** One call of each kind, with the header names in lower case. */
async function callsWith(headerProfile: HeaderProfile): Promise<readonly Call[]> {
  const backend = await RecordingBackend.start();
  const gateway = await gatewayFor({ backend: { proxy: backend.url, headerProfile, apiId: 'abc123' } });
  const client = await Client.open(gateway.url, { headers: { Cookie: 'a=b' }, origin: 'http://page.localhost' });
  client.send({ action: 'x' });
  const calls = [await backend.next('connect'), await backend.next('default')];
  client.socket.close();
  return [...calls, await backend.next('disconnect')];
}

const namesOf = ({ headers }: Call): string[] => Object.keys(headers).sort();

/** `ws` sends these in a handshake; they pass through. */
const OF_THE_CLIENT = ['cookie', 'origin', 'sec-websocket-extensions', 'sec-websocket-key', 'sec-websocket-version'];
/** Node's HTTP client adds it on every hop. */
const OF_THE_HOP = ['connection'];
const ALWAYS = ['connectionid', 'content-length', 'host', 'user-agent', 'x-amzn-apigateway-api-id', ...OF_THE_HOP];

describe('checklist 9: header profiles', () => {
  it('raw sends what API Gateway sends and nothing else', async () => {
    const [connect, message, disconnect] = await callsWith('raw');
    const forwarded = ['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto'];
    expect(namesOf(connect!)).toEqual([...ALWAYS, ...OF_THE_CLIENT, ...forwarded, 'x-amzn-trace-id'].sort());
    expect(namesOf(message!)).toEqual([...ALWAYS, 'content-type'].sort());
    expect(namesOf(disconnect!)).toEqual([...ALWAYS, 'x-api-key', 'x-forwarded-for', 'x-restapi'].sort());
    expect(connect?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-amzn-apigateway-api-id': 'abc123',
    });
    expect(connect?.headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(message?.headers['user-agent']).toBe('AmazonAPIGateway_abc123');
  });

  it('alb-nginx adds, on all three calls, what a load balancer and nginx add', async () => {
    for (const call of await callsWith('alb-nginx')) {
      expect(call.headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
        'x-real-ip': '127.0.0.1',
      });
      expect(call.headers['x-amzn-trace-id']).toMatch(/^Root=/);
    }
  });

  it('sends the mapped connection id and the API id under the names that backends look for', async () => {
    for (const { names } of await callsWith('raw')) {
      expect(names).toEqual(expect.arrayContaining(['connectionId', 'X-Amzn-Apigateway-Api-Id', 'User-Agent', 'Host']));
    }
  });

  it('sends no header twice, the Host of the client least of all', async () => {
    for (const { names } of await callsWith('alb-nginx')) {
      const lower = names.map((name) => name.toLowerCase());
      expect(lower).toEqual([...new Set(lower)]);
    }
  });

  it.each([
    ['alb-nginx', false],
    ['raw', true],
  ] as const)('%s passes on a header whose name has an underscore: %s', async (headerProfile, passed) => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url, headerProfile } });
    await Client.open(gateway.url, { headers: { X_Real_Ip: '10.9.9.9', 'X-Kept': 'yes' } });
    const { headers } = await backend.next('connect');
    expect(headers).toHaveProperty('x-kept', 'yes');
    expect('x_real_ip' in headers).toBe(passed);
  });

  it('sends further headers with every call, in the place of the client’s own', async () => {
    const backend = await RecordingBackend.start();
    const headers = { 'X-Ws-Gateway-Secret': 'a secret', 'X-Empty': '' };
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, headers, onEvent: () => undefined });
    const client = await Client.open(gateway.url, { headers: { 'x-ws-gateway-secret': 'forged', 'X-Kept': 'yes' } });
    client.send({ action: 'x' });
    const calls = [await backend.next('connect'), await backend.next('default')];
    client.socket.close();
    for (const call of [...calls, await backend.next('disconnect')]) {
      expect(call.headers).toMatchObject({ 'x-ws-gateway-secret': 'a secret', 'x-empty': '' });
      expect(call.names.filter((name) => name.toLowerCase() === 'x-ws-gateway-secret')).toHaveLength(1);
    }
    expect(calls[0]?.headers).toHaveProperty('x-kept', 'yes');
  });

  it('does not believe what a client says about its own address', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url } });
    const headers = { 'X-Forwarded-For': '10.9.9.9', connectionId: 'forged', 'X-Real-Ip': '10.9.9.9' };
    await Client.open(gateway.url, { headers });
    const { headers: got } = await backend.next('connect');
    expect(got).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' });
    expect(got.connectionid).toBe(gateway.connections[0]?.id);
  });
});
