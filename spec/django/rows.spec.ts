import { nextEvent } from '../integration/local-gateway/support/events';
import { gatewaySecret, secretHeader } from './support/backend';
import { inEachWorld } from './support/worlds';

inEachWorld((world) => {
  it('a call that does not carry the gateway’s secret is answered 403, whatever else it carries', async () => {
    const { backend } = world();
    const client = await world().connected(await world().newcomer(), { channel: 'secret' });
    const [row] = (await backend.rows()).filter(({ channel }) => channel === 'secret');
    const call = async (headers: Readonly<Record<string, string>>) => {
      const response = await fetch(`${backend.origin}/ws/disconnect`, {
        method: 'POST',
        headers: {
          connectionId: row?.connectionId ?? '',
          'User-Agent': 'AmazonAPIGateway_local',
          'X-Amzn-Apigateway-Api-Id': 'local',
          'X-Amzn-Trace-Id': 'Root=1',
          'X-Forwarded-For': '127.0.0.1',
          'X-Forwarded-Proto': 'https',
          'X-Forwarded-Port': '443',
          'X-Real-Ip': '127.0.0.1',
          ...headers,
        },
      });
      return `${response.status} ${await response.text()}`;
    };
    expect(await call({})).toBe('403 Invalid request');
    expect(await call({ 'X-Ws-Gateway-Secret': gatewaySecret.toUpperCase() })).toBe('403 Invalid request');
    await client.ask('chat_message', { message: 'still here' });
    expect(await call(secretHeader)).toMatch(/^200 /);
    const [closed] = (await backend.rows()).filter(({ connectionId }) => connectionId === row?.connectionId);
    expect(closed?.connected ?? false).toBe(false);
  });

  it('clearWebSocketSessions takes away what has ended, and nothing from who is connected', async () => {
    const { backend } = world();
    const client = await world().connected(await world().newcomer(), { channel: 'cleared' });
    const left = await world().connected(await world().newcomer(), { channel: 'cleared-left' });
    const answered = nextEvent(backend.gateway, 'answered');
    await left.close();
    await answered;
    await backend.clearSessions();
    const rows = await backend.rows();
    expect(rows.filter(({ channel }) => channel === 'cleared-left')).toEqual([]);
    expect(rows.filter(({ channel }) => channel === 'cleared')).toMatchObject([{ connected: true }]);
    await client.ask('chat_message', { message: 'still here' });
  });

  it('a row whose connection is long gone keeps no message from the others, and goes with the next broadcast', async () => {
    const { backend } = world();
    const channel = 'stale';
    const gone = await world().connected(await world().newcomer(), { channel });
    const client = await world().connected(await world().newcomer(), { channel });
    // Such as a crash, or an end of the network, leaves behind.
    backend.gateway.loseDisconnects();
    const closed = nextEvent(backend.gateway, 'closed');
    await gone.close();
    await closed;
    backend.gateway.loseDisconnects(0);
    const connected = async () =>
      (await backend.rows()).filter((row) => row.channel === channel && row.connected).length;
    expect(await connected()).toBe(2);
    // The row is marked at the end of the broadcast, before the call of the gateway is answered.
    const marked = nextEvent(backend.gateway, 'answered');
    await client.ask('chat_message', { message: 'to one, and to nobody' });
    await marked;
    expect(await connected()).toBe(1);
    await backend.clearSessions();
    await client.ask('chat_message', { message: 'to one' });
  });
});
