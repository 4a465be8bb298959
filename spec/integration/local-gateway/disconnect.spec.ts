import { Client } from './support/client';
import { cleanUp, gatewayFor } from './support/clean-up';
import { nextEvent } from './support/events';
import { RecordingBackend } from './support/recording-backend';

afterEach(cleanUp);

async function connected() {
  const backend = await RecordingBackend.start();
  const gateway = await gatewayFor({ backend: { proxy: backend.url, headerProfile: 'raw' } });
  const client = await Client.open(gateway.url);
  const { headers } = await backend.next('connect');
  return { backend, gateway, client, connectionId: headers.connectionid ?? '' };
}

describe('checklist 7: $disconnect', () => {
  it('is POSTed after the end, with no body and the headers that are there and empty', async () => {
    const { backend, client, connectionId } = await connected();
    client.socket.close(1000);
    const call = await backend.next('disconnect');
    expect(call.method).toBe('POST');
    expect(call.url).toBe('/ws/disconnect');
    expect(call.body).toBe('');
    expect(call.headers).toMatchObject({
      connectionid: connectionId,
      'content-length': '0',
      'user-agent': 'AmazonAPIGateway_local',
      'x-forwarded-for': '',
      'x-api-key': '',
      'x-restapi': '',
    });
    expect(call.headers).not.toHaveProperty('content-type');
  });

  it.each([
    [
      'the client closes with a code',
      (client: Client) => {
        client.socket.close(1001, '');
      },
      1001,
      '',
    ],
    [
      'the client closes without one',
      (client: Client) => {
        client.socket.close();
      },
      1005,
      'Client-side close frame status not set',
    ],
    [
      'the network is lost',
      (client: Client) => {
        client.socket.terminate();
      },
      1006,
      '',
    ],
  ])('knows the code and reason when %s', async (_what, end, code, reason) => {
    const { gateway, client } = await connected();
    const closed = nextEvent(gateway, 'closed');
    end(client);
    expect(await closed).toMatchObject({ code, reason });
  });

  it('knows 1000 "Connection Closed Normally" when the backend disconnected, of which the client sees the code only', async () => {
    const { gateway, client, connectionId } = await connected();
    const closed = nextEvent(gateway, 'closed');
    expect(gateway.disconnect(connectionId)).toBe(true);
    expect(await client.ended).toEqual({ code: 1000, reason: '' });
    expect(await closed).toMatchObject({ code: 1000, reason: 'Connection Closed Normally' });
    expect(gateway.disconnect(connectionId)).toBe(false);
  });

  it('gets lost with the probability that was asked for', async () => {
    const chances = [0.2, 0.9];
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, random: () => chances.shift() ?? 0 });
    const [first, second] = [await Client.open(gateway.url), await Client.open(gateway.url)];
    const [firstId, secondId] = gateway.connections.map(({ id }) => id);
    gateway.loseDisconnects(0.5);
    const fault = nextEvent(gateway, 'fault');
    first.socket.close();
    expect(await fault).toMatchObject({ verb: 'loseDisconnects', connectionId: firstId });
    second.socket.close();
    expect((await backend.next('disconnect')).headers.connectionid).toBe(secondId);
    expect(backend.calls.left).toEqual([]);
  });

  it('is not called when the API has no such route', async () => {
    const backend = await RecordingBackend.start();
    const gateway = await gatewayFor({ backend: { proxy: backend.url }, routes: { $disconnect: false } });
    const client = await Client.open(gateway.url);
    const closed = nextEvent(gateway, 'closed');
    client.socket.close();
    await closed;
    await Client.open(gateway.url);
    expect((await backend.calls.take()).url).toBe('/ws/connect');
    expect((await backend.calls.take()).url).toBe('/ws/connect');
  });

  it('still reaches the backend when the gateway itself closes', async () => {
    const { backend, gateway, connectionId } = await connected();
    await gateway.close();
    expect((await backend.next('disconnect')).headers.connectionid).toBe(connectionId);
  });
});
