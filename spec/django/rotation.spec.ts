import { inEachWorld } from './support/worlds';

const PER_SECOND = 200;

/** Both connections live beside each other so long, in ms. */
const OVERLAP = 2_000;

inEachWorld((world) => {
  it(`a rotation loses none and doubles none of the numbers that come ${PER_SECOND} a second`, async () => {
    const { backend } = world();
    const client = await world().connected(await world().newcomer(), { channel: 'numbers', overlap: OVERLAP });
    const numbers = await backend.sendNumbers('numbers', PER_SECOND);
    await client.until('message', { type: 'number', n: 20 });
    const from = await client.count();
    await client.reconnect();
    // As soon as one has taken over and was not found deaf, the old one goes.
    await client.until('opened', { rotated: true }, from);
    await oneLeft();
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
      `${sent} numbers at ${(sent / seconds).toFixed(0)}/s: ${lost} lost, ${doubled} doubled; ${deaf} deaf connections`,
    );
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
    const opened = await client.all('opened');
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.slice(1).every(({ rotated }) => rotated)).toBe(true);
  }, 60_000);

  /** Resolves when the gateway holds one connection, and it is not the first any more. */
  async function oneLeft(): Promise<void> {
    const { gateway } = world().backend;
    const [first] = gateway.connections;
    const over = () => gateway.connections.length === 1 && gateway.connections[0]?.id !== first?.id;
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
