import type { SteeredClient } from './support/host';
import type { Numbers } from './support/backend';
import { inEachWorld } from './support/worlds';

/** What is asked for. A busy machine sends fewer: each run prints how many it were. */
const PER_SECOND = 200;

/** Both connections live beside each other so long, in ms. */
const OVERLAP = 2_000;

inEachWorld((world) => {
  it(`a rotation loses none and doubles none of the numbers that come ${PER_SECOND} a second`, async () => {
    const client = await world().connected(await world().newcomer(), { channel: 'numbers', overlap: OVERLAP });
    const numbers = await world().backend.sendNumbers('numbers', PER_SECOND);
    await client.until('message', { type: 'number', n: 20 });
    await rotatedBy(() => client.reconnect());
    expect(await ledgerOf(client, numbers)).toEqual({ lost: 0, doubled: 0 });
    const opened = await client.all('opened');
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.slice(1).every(({ rotated }) => rotated)).toBe(true);
  }, 60_000);

  // A post that comes before the gateway has let the client in is a 410, and the row counts as gone from then on.
  it('so does one whose new connection is deaf, because a broadcast met it too early', async () => {
    const { gateway } = world().backend;
    const client = await world().connected(await world().newcomer(), { channel: 'deaf', overlap: OVERLAP, speed: 5 });
    const numbers = await world().backend.sendNumbers('deaf', PER_SECOND);
    await client.until('message', { type: 'number', n: 20 });
    gateway.delay(500, 'open');
    await rotatedBy(async () => {
      await client.reconnect();
      await client.until('opened', { count: 2, rotated: true });
      gateway.delay(0, 'open');
      await client.until('fault', { type: 'deaf' });
    });
    expect(await ledgerOf(client, numbers)).toEqual({ lost: 0, doubled: 0 });
  }, 60_000);

  it('a deaf first connection, which nothing is beside to compare with, is found by a keep-alive with a reply', async () => {
    const { gateway, sendNumbers } = world().backend;
    const numbers = await sendNumbers('first', 20);
    gateway.delay(1_500, 'open');
    const client = await world().connected(await world().newcomer(), {
      channel: 'first',
      keepAlive: { name: 'ping', every: 60_000, reply: 'pong', timeout: 3_000 },
    });
    gateway.delay(0, 'open');
    const { value: fault } = await client.until('fault', { type: 'deaf' });
    expect(fault.hint).toMatch(/Does the backend answer 'ping' with a message of type 'pong'/);
    expect((await client.all('message')).filter(({ type }) => type === 'number')).toEqual([]);
    await client.until('opened', { count: 2, reconnected: true });
    await client.until('message', { type: 'number' });
    await numbers.stop();
    expect(await client.ask('toast', {})).toMatchObject({ type: 'toast' });
  }, 60_000);

  /** Does that, and waits until the gateway holds one connection that is another than before. */
  async function rotatedBy(work: () => Promise<void>): Promise<void> {
    const { gateway } = world().backend;
    const before = gateway.connections[0]?.id;
    await work();
    const over = () => gateway.connections.length === 1 && gateway.connections[0]?.id !== before;
    while (!over()) {
      await new Promise<void>((resolve) => {
        const stop = gateway.onEvent(({ type }) => {
          if (type !== 'closed') return;
          stop();
          resolve();
        });
      });
    }
  }
});

/** Ends the numbers, and counts what became of them. */
async function ledgerOf(client: SteeredClient, numbers: Numbers): Promise<{ lost: number; doubled: number }> {
  const { sent, seconds } = await numbers.stop();
  await client.until('message', { type: 'number', n: sent - 1 });
  // What comes twice has come by the time of an answer that was asked for later.
  await client.ask('toast', {});
  const heard = (await client.all('message')).flatMap(({ type, n }) => (type === 'number' ? Number(n) : []));
  const times = new Map<number, number>();
  for (const n of heard) times.set(n, (times.get(n) ?? 0) + 1);
  const lost = Array.from({ length: sent }, (_, n) => n).filter((n) => !times.has(n)).length;
  const doubled = heard.length - times.size;
  const deaf = (await client.all('fault')).filter(({ type }) => type === 'deaf').length;
  console.log(
    `${sent} numbers, ${(sent / seconds).toFixed(0)}/s: ${lost} lost, ${doubled} doubled; ${deaf} deaf connections`,
  );
  return { lost, doubled };
}
