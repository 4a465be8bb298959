import fc from 'fast-check';
import { redirectRefusal, refusalOf } from '../../lib/token/token-answer';
import { allOf } from '../support/recorded';
import { words } from '../support/words';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const CSRF_PAGE = '<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>';

describe('a refused token request', () => {
  it.each([
    [403, '{"error": "Rate limit exceeded"}', 'rate-limited'],
    [403, { error: 'Rate limit exceeded' }, 'rate-limited'],
    [403, 'RATE LIMIT EXCEEDED', 'rate-limited'],
    [429, '', 'rate-limited'],
    [429, CSRF_PAGE, 'rate-limited'],
    [403, CSRF_PAGE, 'csrf'],
    [403, { detail: 'CSRF Failed: CSRF token missing.' }, 'csrf'],
    [401, '', 'unauthenticated'],
    [401, CSRF_PAGE, 'unauthenticated'],
    [403, 'Rate limit exceeded', 'rate-limited'],
    [403, 'Authentication required', 'unauthenticated'],
    [403, '{"detail": "Authentication credentials were not provided."}', 'unauthenticated'],
    [403, { detail: 'You do not have permission to perform this action.' }, 'unauthenticated'],
    [403, '["no"]', 'unauthenticated'],
    [403, '<html><title>Request blocked</title></html>', 'forbidden'],
    [403, '"a text is JSON too, and no API answers so"', 'forbidden'],
    [403, '{not JSON', 'forbidden'],
    [403, '', 'forbidden'],
    [403, null, 'forbidden'],
    [403, undefined, 'forbidden'],
    [404, '', 'rejected'],
    [405, '', 'rejected'],
    [400, 'Rate limit exceeded', 'rejected'],
    [418, '', 'rejected'],
    [499, '', 'rejected'],
    [408, '', 'unavailable'],
    [500, '', 'unavailable'],
    [502, CSRF_PAGE, 'unavailable'],
    [503, 'Rate limit exceeded', 'unavailable'],
    [599, '', 'unavailable'],
    [200, '<html>', 'malformed'],
    [204, '', 'malformed'],
    [301, '', 'unauthenticated'],
    [302, '', 'unauthenticated'],
    [308, '', 'unauthenticated'],
  ])('with %d and the body %j is %s', (status, body, kind) => {
    expect(refusalOf({ status, body }, NOW)).toMatchObject({ name: 'TokenError', kind, status });
  });

  it('whose body cannot be written as JSON is told apart by its status alone', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(refusalOf({ status: 403, body: cycle }, NOW).kind).toBe('unauthenticated');
    expect(refusalOf({ status: 403, body: 1n }, NOW).kind).toBe('forbidden');
  });

  it('shows nothing of its body, whatever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.boolean(), (status, asText) => {
        const body = { error: 'Rate limit exceeded, CSRF', token: 'SECRET' };
        const error = refusalOf({ status, body: asText ? JSON.stringify(body) : body }, NOW);
        expect(allOf(error)).not.toContain('SECRET');
      }),
    );
  });
});

describe('an address without a final slash', () => {
  it.each([301, 302, 307, 308])(
    'that is answered with %d is rejected, and the text names the slash and the login',
    (status) => {
      const { kind, message } = refusalOf({ status, body: '', slashless: true }, NOW);
      expect(kind).toBe('rejected');
      for (const part of [/final slash/, /login/]) expect(message).toMatch(words(part));
    },
  );

  it('that a browser was redirected from is rejected too, and one with a slash leads to a login', () => {
    expect(redirectRefusal(true)).toMatchObject({ kind: 'rejected', status: undefined });
    expect(redirectRefusal(true).message).toMatch(words(/final slash.*login/));
    expect(redirectRefusal(false)).toMatchObject({ kind: 'unauthenticated' });
    expect(redirectRefusal(false).message).not.toContain('slash');
  });

  it('is named after a 5xx, which Django answers while DEBUG is on, and after nothing else', () => {
    const messageOf = (status: number, slashless: boolean) => refusalOf({ status, body: '', slashless }, NOW).message;
    expect(messageOf(500, true)).toMatch(words(/final slash/));
    for (const status of [401, 403, 404, 408, 429]) expect(messageOf(status, true)).not.toContain('slash');
    expect(messageOf(500, false)).not.toContain('slash');
  });
});

describe('Retry-After', () => {
  const retryAfterOf = (retryAfter: string | null, { status = 429, date }: { status?: number; date?: string } = {}) =>
    refusalOf({ status, body: '', retryAfter, date }, NOW).retryAfter;

  it.each([
    ['seconds', '17', 17_000],
    ['no seconds', '0', 0],
    ['a date to come', 'Thu, 01 Jan 2026 00:01:30 GMT', 90_000],
    ['a date gone by', 'Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ])('in %s is how long to wait in ms', (_name, header, delay) => {
    expect(retryAfterOf(header)).toBe(delay);
  });

  it.each([null, '', '  ', 'soon'])('as %j says nothing', (header) => {
    expect(retryAfterOf(header)).toBeUndefined();
  });

  it.each([
    ['601', 'seconds'],
    ['2147484', 'more than a timer holds'],
    ['9'.repeat(400), 'more than a number holds'],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 'a date next year'],
  ])('that asks for more than ten minutes is obeyed for ten minutes: %s', (header) => {
    expect(retryAfterOf(header)).toBe(600_000);
  });

  it("as a date is read against the answer's own Date, whatever this machine's clock says", () => {
    const anHourAhead = { date: 'Thu, 01 Jan 2026 01:00:00 GMT' };
    expect(retryAfterOf('Thu, 01 Jan 2026 01:00:30 GMT', anHourAhead)).toBe(30_000);
    expect(retryAfterOf('Thu, 01 Jan 2026 00:00:30 GMT', anHourAhead)).toBe(0);
    expect(retryAfterOf('Thu, 01 Jan 2026 00:00:30 GMT', { date: 'no date' })).toBe(30_000);
    expect(retryAfterOf('45', anHourAhead)).toBe(45_000);
  });

  it('is read from an unavailable backend too, and from no other refusal', () => {
    expect(retryAfterOf('5', { status: 503 })).toBe(5_000);
    expect(retryAfterOf('5', { status: 401 })).toBeUndefined();
    expect(retryAfterOf('5', { status: 404 })).toBeUndefined();
  });
});

describe('a Retry-After that is neither whole seconds nor an HTTP date', () => {
  it.each(['-5', '1.5', 'Infinity', '1e12', 'soon', '2026-01-01', ''])('%s counts for nothing', (retryAfter) => {
    expect(refusalOf({ status: 429, body: '', retryAfter }, 0).retryAfter).toBeUndefined();
  });
});
