import { inEachWorld } from './support/worlds';

inEachWorld((world) => {
  it('a connected client outlives a restart of the backend, and learns of what was sent meanwhile', async () => {
    const { backend } = world();
    const client = await world().connected(await world().newcomer(), { channel: 'restart' });
    await backend.stop();
    await client.send('toast', { message: 'is anybody there?' });
    await client.until('fault', { type: 'gateway-error', message: 'Internal server error' });
    await backend.start();
    expect(await client.ask('toast', { message: 'and now?' })).toMatchObject({ message: 'and now?' });
    expect(await client.all('opened')).toHaveLength(1);
  });

  it('a client that loses its connection meanwhile comes back by itself, and finds what was said', async () => {
    const { backend } = world();
    const visitor = await world().newcomer();
    const client = await world().connected(visitor, { channel: 'lost', speed: 5 });
    await client.ask('chat_message', { message: 'before' });
    await backend.stop();
    backend.gateway.drop();
    await client.until('event', { type: 'ended', error: { kind: 'lost' } });
    await client.until('fault', { type: 'token', error: { kind: 'network' } });
    await client.send('chat_message', { message: 'meanwhile' });
    await backend.start();
    await client.until('opened', { count: 2, reconnected: true });
    await client.until('message', { type: 'chat_message', message: 'meanwhile' });
    expect(await client.ask('fetch_history')).toMatchObject({
      messages: [{ message: 'before' }, { message: 'meanwhile' }],
    });
  });
});
