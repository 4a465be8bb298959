import type { Backend } from './support/backend';
import { inEachWorld } from './support/worlds';

const channelsOf = async (backend: Backend) =>
  (await backend.rows()).filter(({ connected }) => connected).map(({ channel }) => channel);

inEachWorld((world) => {
  it('logs in, fetches a token with the session and CSRF cookies, and connects to its channel', async () => {
    const { backend } = world();
    const client = await world().connected(await world().newcomer(), { channel: 'lobby' });
    await client.until('status', { state: 'open', channel: 'lobby' });
    expect(await channelsOf(backend)).toContain('lobby');
  });

  it('carries a chat between two users of one channel, and to nobody else', async () => {
    const [ada, bob] = [await world().newcomer('ada'), await world().newcomer('bob')];
    const here = await world().connected(ada, { channel: 'chat' });
    const there = await world().connected(bob, { channel: 'chat' });
    const elsewhere = await world().connected(await world().newcomer('eve'), { channel: 'other' });
    await here.send('chat_message', { message: 'Hello, “Bob” – ça va? 👋' });
    const said = { type: 'chat_message', username: ada.username, message: 'Hello, “Bob” – ça va? 👋' };
    await there.until('message', said);
    await here.until('message', said);
    await there.send('chat_message', { message: 'Very well' });
    await here.until('message', { type: 'chat_message', username: bob.username, message: 'Very well' });
    // Its own answer comes after whatever else was sent to it.
    await elsewhere.ask('toast', { message: 'anything?' });
    expect(await elsewhere.all('message')).toEqual([expect.objectContaining({ type: 'toast' })]);
  });

  it('puts the id of a request into nothing that others get', async () => {
    const asking = await world().connected(await world().newcomer(), { channel: 'ids' });
    const other = await world().connected(await world().newcomer(), { channel: 'ids' });
    expect(await asking.ask('chat_message', { message: 'Who can answer this?' })).toMatchObject({ type: 'reply' });
    await other.until('message', { type: 'chat_message', message: 'Who can answer this?' });
    for (const message of await other.all('message')) expect(message).not.toHaveProperty('request_id');
  });

  it('gives who comes later the history', async () => {
    const visitor = await world().newcomer();
    const first = await world().connected(visitor, { channel: 'history' });
    for (const message of ['one', 'two']) await first.ask('chat_message', { message });
    const late = await world().connected(await world().newcomer(), { channel: 'history' });
    const line = { type: 'chat_message', username: visitor.username };
    expect(await late.ask('fetch_history')).toMatchObject({
      type: 'history',
      room: 'history',
      messages: [
        { ...line, message: 'one' },
        { ...line, message: 'two' },
      ],
    });
  });

  it('moves to another channel with join(), and hears no more of the first', async () => {
    const [mover, stayer] = [await world().newcomer(), await world().newcomer()];
    const moving = await world().connected(mover, { channel: 'here' });
    const staying = await world().connected(stayer, { channel: 'here' });
    const other = await world().connected(await world().newcomer(), { channel: 'there' });
    await moving.join('there');
    await moving.until('status', { state: 'open', channel: 'there' });
    await staying.ask('chat_message', { message: 'still here' });
    await other.ask('chat_message', { message: 'welcome' });
    await moving.until('message', { message: 'welcome' });
    expect(await moving.all('message')).not.toContainEqual(expect.objectContaining({ message: 'still here' }));
  });

  it('is moved by the backend’s change_channel, which refuses a name that cannot be', async () => {
    const client = await world().connected(await world().newcomer(), { channel: 'before' });
    expect(await client.ask('change_channel', { channel: 'after' })).toMatchObject({
      type: 'channel_changed',
      channel: 'after',
    });
    await client.send('change_channel', { channel: 'two words' });
    await client.ask('fetch_history');
    const channels = await channelsOf(world().backend);
    expect(channels).toContain('after');
    expect(channels).not.toContain('two words');
  });

  it('shows a toast and the progress of a task, in order', async () => {
    const client = await world().connected(await world().newcomer());
    expect(await client.ask('toast', { level: 'warning', title: 'Disk', message: 'almost full' })).toMatchObject({
      type: 'toast',
      level: 'warning',
      title: 'Disk',
      message: 'almost full',
    });
    await client.send('task_progress', { task_id: 'report', steps: 4, every: 5 });
    await client.until('message', { type: 'task_progress', percent: 100, message: 'done' });
    const steps = (await client.all('message')).filter(({ type }) => type === 'task_progress');
    expect(steps.map(({ percent }) => percent)).toEqual([25, 50, 75, 100]);
  });

  it('takes what it has no handler for to `default`', async () => {
    const client = await world().connected(await world().newcomer());
    expect(await client.ask('no_such_handler', { x: 1 })).toMatchObject({ type: 'echo', x: 1 });
  });
});
