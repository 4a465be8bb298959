import { nextEvent } from '../integration/local-gateway/support/events';
import { tokenFor, type Visitor } from './support/backend';
import { inEachWorld } from './support/worlds';

/** What Django's check takes for the value of a CSRF cookie and header that belong together. */
const ANY_CSRF_TOKEN = 'x'.repeat(32);

/** The package's own limit. */
const TOKENS_A_MINUTE = 20;

inEachWorld((world) => {
  describe('the endpoint answers 403', () => {
    it.each([
      ['unauthenticated', 'there is no session', (): Visitor => stranger],
      ['csrf', 'the CSRF token is missing', (visitor: Visitor) => ({ ...visitor, csrfToken: undefined })],
    ] as const)('and it is a fatal TokenError `%s` where %s', async (kind, _where, changed) => {
      const visitor = changed(await world().newcomer());
      const client = await world().open(visitor);
      const error = { name: 'TokenError', kind, status: 403 };
      await client.until('fault', { type: 'token', error });
      await client.until('status', { state: 'failed', cause: error });
      await client.until('error', error);
    });

    it('and it is a TokenError `forbidden` where the site has a rule of its own: a firewall answers alike, so only the third in a row is fatal', async () => {
      const visitor = await world().newcomer();
      const client = await world().open(visitor, { tokenUrl: world().backend.denyingTokenUrl(), speed: 10 });
      const error = { name: 'TokenError', kind: 'forbidden', status: 403 };
      for (const attempt of [2, 3]) {
        await client.until('status', { state: 'waiting', reason: 'backoff', attempt, cause: error });
      }
      await client.until('status', { state: 'failed', cause: error });
      await client.until('error', error);
      expect(await client.all('fault')).toMatchObject(Array(3).fill({ type: 'token', error }));
    });

    it('and it is a TokenError `rate-limited` for the 21st token in a minute, and is asked again after some seconds, until the minute has passed', async () => {
      const { backend } = world();
      const visitor = await world().newcomer();
      for (let count = 0; count < TOKENS_A_MINUTE; count += 1) await tokenFor(backend, visitor);
      const client = await world().open(visitor);
      await client.until('fault', { type: 'token', error: { kind: 'rate-limited', status: 403 } });
      const { value: waiting } = await client.until('status', { state: 'waiting', reason: 'rate-limited' });
      expect(waiting.delay).toBeGreaterThanOrEqual(2_500);
      expect(waiting.delay).toBeLessThanOrEqual(5_000);
      // The minute passes for the backend alone.
      await backend.pass(61_000);
      await client.until('opened', { count: 1 });
    });
  });

  it('a token that was used is refused, and the client recovers with a fresh one', async () => {
    const { backend } = world();
    const visitor = await world().newcomer();
    const firstToken = await tokenFor(backend, visitor);
    await world().connected(visitor, { firstToken });
    const refused = nextEvent(backend.gateway, 'refused');
    const client = await world().open(visitor, { firstToken, speed: 5 });
    expect(await refused).toMatchObject({ status: 400, reason: 'Invalid or expired token' });
    await client.until('event', { type: 'ended', error: { kind: 'refused' } });
    await client.until('opened', { count: 1, reconnected: false });
  });

  it('a token of 61 s is refused, one of 30 s is not, and the client recovers with a fresh one', async () => {
    const { backend } = world();
    const visitor = await world().newcomer();
    const old = await tokenFor(backend, visitor);
    await backend.pass(31_000);
    const younger = await tokenFor(backend, visitor);
    await backend.pass(30_000);
    const patient = await world().connected(visitor, { firstToken: younger });
    expect(await patient.all('event')).not.toContainEqual(expect.objectContaining({ type: 'ended' }));
    const refused = nextEvent(backend.gateway, 'refused');
    const client = await world().open(visitor, { firstToken: old, speed: 5 });
    expect(await refused).toMatchObject({ status: 400, reason: 'Invalid or expired token' });
    await client.until('event', { type: 'ended', error: { kind: 'refused' } });
    await client.until('opened', { count: 1 });
  });
});

const stranger: Visitor = { username: 'nobody', sessionId: undefined, csrfToken: ANY_CSRF_TOKEN };
