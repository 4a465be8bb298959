import type { HandlerContext } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { cleanUp, openGateway } from './support/clean-up';
import { nextEvent } from './support/events';

afterEach(cleanUp);

describe('the built-in backend', () => {
  it('sends a chat message to everybody in the sender’s channel, and keeps it for fetch_history', async () => {
    const gateway = await openGateway();
    const ada = await Client.open(`${gateway.url}/?channel=general&username=ada`);
    const bob = await Client.open(`${gateway.url}/?channel=general`);
    const eve = await Client.open(`${gateway.url}/?channel=other`);
    const said = await ada.ask({ action: 'chat_message', message: 'Hello' });
    expect(said).toEqual({ type: 'chat_message', id: expect.any(String), username: 'ada', message: 'Hello' });
    expect(await bob.nextJson()).toEqual(said);
    expect(await eve.ask({ action: 'fetch_history' })).toEqual({ type: 'history', room: 'other', messages: [] });
    expect(await bob.ask({ action: 'fetch_history' })).toEqual({ type: 'history', room: 'general', messages: [said] });
  });

  it('answers a toast, a ping, and whatever it does not know', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    const toast = { action: 'toast', level: 'success', message: 'Saved' };
    expect(await client.ask(toast)).toEqual({ type: 'toast', level: 'success', message: 'Saved' });
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
    expect(await client.ask({ action: 'unheard_of', a: 1 })).toEqual({ type: 'echo', a: 1 });
    expect(await client.ask({ action: '__proto__', a: 2 })).toEqual({ type: 'echo', a: 2 });
    expect(await client.ask({ action: 'constructor' })).toEqual({ type: 'echo' });
  });

  it('gives each chat message an id of its own, so that a client can tell equal ones apart', async () => {
    const gateway = await openGateway();
    const ada = await Client.open(gateway.url);
    const [one, other] = [
      await ada.ask({ action: 'chat_message', message: 'Hello' }),
      await ada.ask({ action: 'chat_message', message: 'Hello' }),
    ];
    expect(one.id).not.toEqual(other.id);
  });

  it('tells the progress of a task until it is done', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    client.send({ action: 'task', task_id: 't1', steps: 4, every: 0 });
    for (const percent of [25, 50, 75, 100]) {
      expect(await client.nextJson()).toMatchObject({ type: 'task_progress', task_id: 't1', percent });
    }
  });

  it('echoes the request_id of a request in its reply', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    for (const action of ['ping', 'toast', 'fetch_history', 'something']) {
      expect(await client.ask({ action, request_id: 7 })).toHaveProperty('request_id', 7);
    }
  });

  it('answers a chat message that is a request, and puts its request_id into nothing that others get', async () => {
    const gateway = await openGateway();
    const [ada, bob] = [await Client.open(gateway.url), await Client.open(gateway.url)];
    ada.send({ action: 'chat_message', message: 'Hello', request_id: 7 });
    const said = await ada.nextJson();
    expect(said).toEqual({
      type: 'chat_message',
      id: expect.any(String),
      username: expect.any(String),
      message: 'Hello',
    });
    expect(await ada.nextJson()).toEqual({ type: 'reply', request_id: 7 });
    expect(await bob.nextJson()).toEqual(said);
    expect(await bob.ask({ action: 'fetch_history' })).toEqual({ type: 'history', room: 'default', messages: [said] });
  });

  it('has a history that always fits into one message, whatever is said and however it is written', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    for (let n = 0; n < 20; n += 1) await client.ask({ action: 'chat_message', message: `${n} ${'é'.repeat(8_000)}` });
    const { messages } = await client.ask({ action: 'fetch_history' });
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages)).toContain('19 é');
  });

  it('moves a connection to another channel', async () => {
    const gateway = await openGateway();
    const client = await Client.open(`${gateway.url}/?channel=one`);
    expect(await client.ask({ action: 'change_channel', channel: 'two' })).toEqual({
      type: 'channel_changed',
      channel: 'two',
    });
    expect(gateway.connections[0]?.channel).toBe('two');
    expect(gateway.broadcast('to one', 'one')).toBe(0);
    expect(gateway.broadcast('to two', 'two')).toBe(1);
    expect(await client.next()).toBe('to two');
  });

  it('refuses to move to a channel that cannot be, in silence', async () => {
    const gateway = await openGateway();
    const client = await Client.open(`${gateway.url}/?channel=one`);
    const refused = nextEvent(gateway, 'answered');
    client.send({ action: 'change_channel', channel: 'two words' });
    expect(await refused).toMatchObject({ status: 400, body: 'Invalid channel' });
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
    expect(gateway.connections[0]?.channel).toBe('one');
  });

  it('takes the handler from "handler", then from "action", and rejects a message with neither in silence', async () => {
    const gateway = await openGateway();
    const client = await Client.open(gateway.url);
    expect(await client.ask({ action: 'toast', handler: 'ping' })).toEqual({ type: 'pong' });
    expect(await client.ask({ action: 'ping', handler: 'unheard_of' })).toEqual({ type: 'pong' });
    const rejected = nextEvent(gateway, 'answered');
    client.send({ type: 'toast' });
    expect(await rejected).toMatchObject({ status: 400, body: 'Invalid request format (1)' });
  });
});

describe('handlers of one’s own', () => {
  it('see the connection and its message, and answer it, its channel, or another', async () => {
    const seen: HandlerContext[] = [];
    const gateway = await openGateway({
      backend: {
        shout: async (context) => {
          seen.push(context);
          await context.send({ loud: true });
          await context.broadcast('to my channel');
          await context.broadcast('to another', 'other');
        },
      },
    });
    const client = await Client.open(`${gateway.url}/?channel=mine&x=1`, { headers: { 'X-A': 'b' } });
    const other = await Client.open(`${gateway.url}/?channel=other`);
    client.send({ handler: 'shout', n: 1 });
    expect(await client.nextJson()).toEqual({ loud: true });
    expect(await client.next()).toBe('to my channel');
    expect(await other.next()).toBe('to another');
    expect(seen[0]).toMatchObject({
      event: 'message',
      connectionId: gateway.connections[0]?.id,
      channel: 'mine',
      message: { handler: 'shout', n: 1 },
      query: { channel: 'mine', x: '1' },
      sourceIp: '127.0.0.1',
    });
    expect(seen[0]?.headers).toHaveProperty('x-a', 'b');
  });

  it('decide about a connection and learn of its end', async () => {
    const ended = new Promise<string>((resolve) => {
      void openGateway({
        backend: {
          connect: async ({ query, send }) => {
            // As in AWS, nothing can be sent before the answer.
            expect(await send('too early')).toBe('gone');
            return query.allow === 'yes' ? { protocol: 'chat' } : { statusCode: 401 };
          },
          disconnect: ({ connectionId }) => {
            resolve(connectionId);
          },
        },
      }).then(async (gateway) => {
        expect((await Client.refused(gateway.url)).status).toBe(401);
        const client = await Client.open(`${gateway.url}/?allow=yes`, { protocols: ['chat'] });
        expect(client.socket.protocol).toBe('chat');
        client.socket.close();
      });
    });
    expect(await ended).toMatch(/=$/);
  });

  it('cannot be called by a message under the names that the gateway calls', async () => {
    const gateway = await openGateway({ backend: { connect: () => 'x', default: ({ send }) => send('default') } });
    const client = await Client.open(gateway.url);
    client.send({ action: 'connect' });
    expect(await client.next()).toBe('default');
    client.send({ action: '_default' });
    expect(await client.next()).toBe('default');
  });

  it('refuse with 502 when connect throws, and the gateway goes on', async () => {
    let broken = true;
    const gateway = await openGateway({
      backend: {
        connect: () => {
          if (broken) throw new Error('on purpose');
        },
      },
    });
    expect((await Client.refused(gateway.url)).status).toBe(502);
    broken = false;
    await Client.open(gateway.url);
  });
});
