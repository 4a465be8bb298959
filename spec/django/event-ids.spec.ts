import { startDjangoBackend, type DjangoBackend } from './support/django-backend';
import { nodeHost, type SteeredClient } from './support/host';

const CLIENTS = 5;
const ROTATIONS_EACH = 2;
/** Texts of each client, and how fast they come. */
const PER_SECOND = 20;
/** Both connections live beside each other so long, in ms. */
const OVERLAP = 2_000;

describe('equal texts that the example gives an `event_id`', () => {
  let backend: DjangoBackend;
  const clients: SteeredClient[] = [];

  beforeAll(async () => {
    backend = await startDjangoBackend();
  }, 30_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await backend.close();
  });

  it(`are neither lost nor doubled over ${CLIENTS * ROTATIONS_EACH} rotations`, async () => {
    const host = await nodeHost();
    // The limits on connections are a minute's, and a minute passes in three seconds.
    await backend.pass(0, 20);
    for (let n = 0; n < CLIENTS; n += 1) {
      const client = await host.open(backend, await backend.logIn(`ada-${n}`), {
        channel: 'equal',
        rotation: { overlap: OVERLAP, dedupe: (message) => message.event_id },
      });
      clients.push(client);
      await client.until('opened', { count: 1 });
    }
    const texts = await backend.sendEqualTexts('equal', PER_SECOND);
    for (let rotation = 0; rotation < ROTATIONS_EACH; rotation += 1) {
      const over = alone();
      await Promise.all(clients.map((client) => client.reconnect()));
      await over;
    }
    const { sent, seconds } = await texts.stop();
    for (const client of clients) {
      // What was sent before its answer has come by then.
      await client.ask('fetch_history', {});
      const toasts = (await client.all('message')).filter(({ type }) => type === 'toast');
      const ids = new Set(toasts.map(({ event_id }) => event_id));
      expect(new Set(toasts.map(({ message }) => message))).toEqual(new Set(['the same again']));
      expect({ lost: sent - ids.size, doubled: toasts.length - ids.size }).toEqual({ lost: 0, doubled: 0 });
      const opened = await client.all('opened');
      expect(opened.length).toBeGreaterThan(ROTATIONS_EACH);
      expect(opened.slice(1).every(({ rotated }) => rotated)).toBe(true);
    }
    console.log(
      `${sent} equal texts to each of ${CLIENTS} clients, ${(sent / seconds).toFixed(0)}/s: none lost or doubled`,
    );
  }, 120_000);

  /** Resolves when each client has one connection, which is another than now. */
  function alone(): Promise<void> {
    const before = new Set(backend.gateway.connections.map(({ id }) => id));
    return new Promise((resolve) => {
      const stop = backend.gateway.onEvent(({ type }) => {
        const { connections } = backend.gateway;
        if (type !== 'closed' || connections.length !== CLIENTS || connections.some(({ id }) => before.has(id))) return;
        stop();
        resolve();
      });
    });
  }
});
