import type { LocalGatewayOptions } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { cleanUp, gatewayFor, openGateway } from './support/clean-up';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

const ID = '[A-Za-z0-9_-]{15}=';
const requestFrame = (message: string): RegExp =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"${ID}", "requestId":"${ID}"\\}$`);

async function connected(options: LocalGatewayOptions) {
  const gateway = await openGateway(options);
  return { gateway, client: await Client.open(gateway.url) };
}

describe('checklist 5: error frames', () => {
  it('answers a handler that throws with "Internal server error", to the character', async () => {
    const throwing = () => {
      throw new Error('on purpose');
    };
    const { gateway, client } = await connected({
      backend: { boom: throwing, ping: ({ send }) => send('still here') },
    });
    client.send({ action: 'boom' });
    const frame = await client.next();
    expect(frame).toMatch(requestFrame('Internal server error'));
    expect(JSON.parse(frame)).toMatchObject({ connectionId: gateway.connections[0]?.id });
    client.send({ action: 'ping' });
    expect(await client.next()).toBe('still here');
  });

  it('answers a backend that is silent past the integration’s limit with "Endpoint request timed out"', async () => {
    const backend = await RecordingBackend.start();
    const proxy = backend.url;
    for (const options of [
      { backend: { proxy }, limits: { integration: 100 } },
      { backend: { proxy, timeout: 100 } },
    ]) {
      backend.answer = (_call, response) => response.end();
      const client = await Client.open((await gatewayFor(options)).url);
      backend.answer = () => undefined;
      client.send({ action: 'x' });
      expect(await client.next()).toMatch(requestFrame('Endpoint request timed out'));
    }
  });

  it('answers a backend that is down with "Internal server error"', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url } });
    const client = await Client.open(gateway.url);
    await backend.stop();
    client.send({ action: 'x' });
    expect(await client.next()).toMatch(requestFrame('Internal server error'));
  });

  it('answers a message that no route takes with "Forbidden", and stays open', async () => {
    const { client } = await connected({ routes: { $default: false, ping: {} } });
    client.send({ action: 'nothing' });
    expect(await client.next()).toMatch(requestFrame('Forbidden'));
    client.send('no JSON');
    expect(await client.next()).toMatch(requestFrame('Forbidden'));
    client.send({ action: 'constructor' });
    expect(await client.next()).toMatch(requestFrame('Forbidden'));
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  });

  it('answers a body that the route’s model does not accept with "Bad request body", in its own form', async () => {
    const accepts = (body: unknown) => typeof body === 'object' && body !== null && 'message' in body;
    const { client } = await connected({ routes: { toast: { accepts } } });
    client.send({ action: 'toast' });
    expect(await client.next()).toMatch(
      new RegExp(`^\\{"message" : "Bad request body", "connectionId": "${ID}", "messageId": "${ID}"\\}$`),
    );
    expect(await client.ask({ action: 'toast', message: 'x' })).toMatchObject({ type: 'toast' });
  });

  it('survives a request model that throws', async () => {
    const accepts = () => {
      throw new Error('on purpose');
    };
    const { client } = await connected({ routes: { toast: { accepts } } });
    client.send({ action: 'toast' });
    expect(await client.next()).toMatch(requestFrame('Internal server error'));
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  });

  it.each([
    ['internal-server-error', 'Internal server error'],
    ['forbidden', 'Forbidden'],
    ['bad-request-body', 'Bad request body'],
    ['endpoint-request-timed-out', 'Endpoint request timed out'],
  ] as const)('sends each of them on demand: %s', async (kind, message) => {
    const { gateway, client } = await connected({});
    await Client.open(gateway.url);
    expect(gateway.sendErrorFrame(kind, gateway.connections[0]?.id)).toBe(1);
    expect(await client.nextJson()).toMatchObject({ message, connectionId: gateway.connections[0]?.id });
    expect(gateway.sendErrorFrame(kind)).toBe(2);
  });
});
