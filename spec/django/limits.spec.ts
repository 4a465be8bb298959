import type { GatewayEvent } from '../../lib/local-gateway';
import { inEachWorld } from './support/worlds';

/** The package's own limit, for an address and for a user. */
const CONNECTS_A_MINUTE = 20;

/** The client's, by default. */
const BUDGET = 10;

/** So many seconds of the story pass in a real one. */
const SPEED = 10;

inEachWorld((world) => {
  // With its own backoff the client needs 7 attempts a minute; its budget shows where somebody asks for more.
  it.each([
    ['left alone', {}],
    ['that is to try again at once, whatever happens', { eager: true }],
  ])(
    'the 21st connection of an address in a minute is refused, and a client %s comes back within its budget',
    async (_how, options) => {
      const { backend } = world();
      const visitor = await world().newcomer();
      // From one desk of the office …
      await world().crowd(CONNECTS_A_MINUTE);
      const refusals: string[] = [];
      const stop = backend.gateway.onEvent((event: GatewayEvent) => {
        if (event.type === 'refused') refusals.push(event.reason);
      });
      // … and now from another, in a world that hurries.
      await backend.pass(0, SPEED);
      const began = Date.now();
      const client = await world().open(visitor, { ...options, tokenUrl: backend.plainTokenUrl, speed: SPEED });
      const { value: ended } = await client.until('event', { type: 'ended' });
      expect(ended.error).toMatchObject({ name: 'ConnectionError', kind: 'refused' });
      await client.until('opened', { count: 1 });
      const seconds = ((Date.now() - began) * SPEED) / 1_000;
      stop();

      // By the budget's own time: an event is dated later, by what would be many ms here.
      const asked = (await client.all('granted')).map(({ at }) => Number(at));
      const tokens = (await client.all('event')).filter(({ type }) => type === 'token');
      expect(asked).toHaveLength(tokens.length);
      const most = Math.max(...asked.map((at) => asked.filter((other) => other <= at && other > at - 60_000).length));
      console.log(`back after ${seconds.toFixed(0)} s and ${asked.length} attempts, at most ${most} in a minute`);
      expect(refusals.length).toBeGreaterThan(0);
      expect(new Set(refusals)).toEqual(new Set(['Too many connection attempts']));
      expect(most).toBeLessThanOrEqual(BUDGET);
    },
  );
});
