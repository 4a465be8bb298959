import fc from 'fast-check';
import { refusalOf } from '../../lib/token/token-answer';
import { allOf } from '../support/recorded';

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
    [403, '{"error": "Authentication required"}', 'unauthenticated'],
    [403, '', 'unauthenticated'],
    [403, null, 'unauthenticated'],
    [403, undefined, 'unauthenticated'],
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
    [302, '', 'malformed'],
  ])('with %d and the body %j is %s', (status, body, kind) => {
    expect(refusalOf({ status, body }, NOW)).toMatchObject({ name: 'TokenError', kind, status });
  });

  it('whose body cannot be written as JSON is told apart by its status alone', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(refusalOf({ status: 403, body: cycle }, NOW).kind).toBe('unauthenticated');
    expect(refusalOf({ status: 403, body: 1n }, NOW).kind).toBe('unauthenticated');
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

describe('Retry-After', () => {
  const retryAfterOf = (retryAfter: string | null, status = 429) =>
    refusalOf({ status, body: '', retryAfter }, NOW).retryAfter;

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

  it('is read from an unavailable backend too, and from no other refusal', () => {
    expect(retryAfterOf('5', 503)).toBe(5_000);
    expect(retryAfterOf('5', 401)).toBeUndefined();
    expect(retryAfterOf('5', 404)).toBeUndefined();
  });
});

describe('a Retry-After that is neither whole seconds nor an HTTP date', () => {
  it.each(['-5', '1.5', 'Infinity', '1e12', 'soon', '2026-01-01', ''])('%s counts for nothing', (retryAfter) => {
    expect(refusalOf({ status: 429, body: '', retryAfter }, 0).retryAfter).toBeUndefined();
  });
});
