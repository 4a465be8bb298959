import type { GatewayEvent } from '../../lib/local-gateway';
import { nextEvent } from '../integration/local-gateway/support/events';
import { tokenFor } from './support/backend';
import { inEachWorld } from './support/worlds';

inEachWorld((world) => {
  it('a logout leaves the connection open and cuts it off: it hears no broadcast, and what it sends is refused', async () => {
    const { backend } = world();
    const [ada, bob] = [await world().newcomer('ada'), await world().newcomer('bob')];
    const ended = await world().connected(ada, { channel: 'logout' });
    const other = await world().connected(bob, { channel: 'logout' });
    await backend.logOut(ada);
    const refused = nextEvent(backend.gateway, 'answered');
    await ended.send('chat_message', { message: 'am I still in?' });
    expect(await refused).toMatchObject({ call: 'message', status: 400, body: 'Invalid connection ID' });
    const sent: Extract<GatewayEvent, { readonly type: 'sent' }>[] = [];
    const stop = backend.gateway.onEvent((event) => {
      if (event.type === 'sent') sent.push(event);
    });
    await other.ask('chat_message', { message: 'among ourselves' });
    stop();
    // The message and the answer to its request, both to the one that is still logged in.
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ connectionId }) => connectionId)).size).toBe(1);
    expect(await ended.all('message')).toEqual([]);
    expect(backend.gateway.connections).toHaveLength(2);
  });

  it('and the next connection is refused for good, with the token of before and without', async () => {
    const { backend } = world();
    const ada = await world().newcomer('ada');
    const firstToken = await tokenFor(backend, ada);
    await backend.logOut(ada);
    const refused = nextEvent(backend.gateway, 'refused');
    const client = await world().open(ada, { firstToken, speed: 5 });
    expect(await refused).toMatchObject({ status: 400, reason: 'Invalid session' });
    const cause = { name: 'TokenError', kind: 'unauthenticated', status: 403 };
    await client.until('status', { state: 'failed', cause });
  });

  it('a channel that is closed to the user refuses each attempt, and after three of them a fault says what may be', async () => {
    const { backend } = world();
    await backend.closeChannel('staff');
    const refusals: GatewayEvent[] = [];
    const stop = backend.gateway.onEvent((event) => {
      if (event.type === 'refused') refusals.push(event);
    });
    const client = await world().open(await world().newcomer(), { channel: 'staff', speed: 20 });
    const { value: fault } = await client.until('fault', { type: 'refused' });
    stop();
    expect(fault.hint).toContain('channel');
    expect(refusals.length).toBeGreaterThanOrEqual(3);
    for (const refusal of refusals) expect(refusal).toMatchObject({ status: 403, reason: 'Permission Denied' });
  });
});
