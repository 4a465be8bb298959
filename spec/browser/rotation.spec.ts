import { serve } from '../../examples/serve/serve';
import type { LocalGateway } from '../../lib/local-gateway';
import type { ClientOptions } from '../django/support/recorded-client';
import { builtClient } from './support/built';
import { inEachBrowser } from './support/in-each-browser';
import type { Tab } from './support/tab';

const PER_SECOND = 250;
/**
 * ms until the gateway ends a connection. In a rotation the older one lives for 4.5 s after the open of the newer one, and for
 * 2 s more if the timers of a busy machine are late. The replacement begins at half of it: so this leaves 1.5 s for its open.
 */
const AGE = 16_000;

/** Ends what a spec has begun to send, one that failed as well: else its process would never end. */
let stopSending = (): void => undefined;
afterEach(() => stopSending());

inEachBrowser(
  (stage) => {
    it(`reconnect() loses none and doubles none of the numbers that come ${PER_SECOND} a second`, async () => {
      const { browser, served } = stage();
      const client = await steered(await (await browser.newPerson()).open(served.url), { overlap: 1_000 });
      const numbers = sendNumbers(served.gateway);
      await client.until('message', { n: 50 });
      await client.tab.evaluate(() => window.client.reconnect());
      await client.until('opened', { count: 2, rotated: true });
      await onlyOneLeft(served.gateway);
      expect(await client.ledgerOf(numbers.stop())).toEqual({ lost: 0, doubled: 0 });
    });

    it(`nor does a gateway that ends connections every ${AGE / 1_000} s`, async () => {
      const { browser, served } = stage();
      const client = await steered(await (await browser.newPerson()).open(served.url), {
        limits: { age: AGE },
        rotation: { ahead: AGE / 2, spread: 500, overlap: 1_000 },
      });
      const numbers = sendNumbers(served.gateway);
      await client.until('opened', { count: 4, rotated: true });
      await onlyOneLeft(served.gateway);
      expect(await client.ledgerOf(numbers.stop())).toEqual({ lost: 0, doubled: 0 });
      expect(
        await client.tab.evaluate(() => window.client.all('event').filter(({ type }) => type === 'ended')),
      ).toEqual([]);
    });
  },
  () => serve({ folder: builtClient, gateway: { limits: { age: AGE } } }),
);

/** A client in that tab, with its connection open. */
async function steered(tab: Tab, options: Partial<ClientOptions>) {
  await tab.evaluate((given) => {
    window.openClient({ url: location.origin.replace('http', 'ws') + '/ws', tokenUrl: '/api/ws-token/', ...given });
  }, options);
  const until = (kind: 'message' | 'opened', part: object): Promise<unknown> =>
    tab.evaluate((k, p) => window.client.until(k as 'message', p), kind, part);
  await until('opened', { count: 1 });
  return {
    tab,
    until,
    /** What became of the numbers up to that one. */
    async ledgerOf(sent: number) {
      await until('message', { n: sent - 1 });
      // What comes twice has come by the time of an answer that was asked for later.
      await tab.evaluate(() => window.client.ask('toast', {}));
      const messages = await tab.evaluate(() => window.client.all('message'));
      const heard = messages.flatMap(({ type, n }) => (type === 'number' ? Number(n) : []));
      const first = heard[0] ?? 0;
      const times = new Set(heard);
      return { lost: sent - first - times.size, doubled: heard.length - times.size };
    },
  };
}

/** Sends numbered messages to everybody until it is stopped, which tells how many there were. */
function sendNumbers(gateway: LocalGateway): { stop(): number } {
  const began = Date.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = ((Date.now() - began) * PER_SECOND) / 1_000; sent < due; sent += 1) {
      gateway.broadcast({ type: 'number', n: sent });
    }
  }, 4);
  stopSending = () => clearInterval(timer);
  return {
    stop() {
      clearInterval(timer);
      return sent;
    },
  };
}

/** Resolves when the older connection of a rotation has ended. */
async function onlyOneLeft(gateway: LocalGateway): Promise<void> {
  while (gateway.connections.length > 1) {
    await new Promise<void>((resolve) => {
      const stop = gateway.onEvent(({ type }) => {
        if (type !== 'closed') return;
        stop();
        resolve();
      });
    });
  }
}
