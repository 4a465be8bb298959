// Of the default build alone: the production build does not check a delay.
import { resolveBackoff, retryBackoff, type BackoffOptions } from '../../../lib/connection/retry-backoff';
import { ConfigError } from '../../../lib/errors';
import { thrown } from '../../support/thrown';

describe('a backoff option that makes no sense', () => {
  it.each<readonly [string, unknown, string]>([
    ['initial', -1, '-1'],
    ['initial', NaN, 'NaN'],
    ['initial', Infinity, 'Infinity'],
    ['initial', '1000', "'1000'"],
    ['initial', null, 'null'],
    ['max', -1, '-1'],
    ['max', Infinity, 'Infinity'],
    ['whenRefused', 'never', "'never'"],
    ['whenRefused', null, 'null'],
    ['minUptime', -1, '-1'],
    ['minUptime', 'long', "'long'"],
    ['factor', 0.5, '0.5'],
    ['factor', 0, '0'],
    ['factor', NaN, 'NaN'],
    ['factor', Infinity, 'Infinity'],
    ['factor', '2', "'2'"],
    ['jitter', 'some', "'some'"],
    ['jitter', true, 'true'],
    ['maxAttempts', 0, '0'],
    ['maxAttempts', -1, '-1'],
    ['maxAttempts', 1.5, '1.5'],
    ['maxAttempts', NaN, 'NaN'],
    ['maxAttempts', '3', "'3'"],
  ])('%s: %p is a ConfigError that names it', (name, value, shown) => {
    const options = { [name]: value } as BackoffOptions;
    expect(() => retryBackoff(options)).toThrow(ConfigError);
    expect(thrown(() => resolveBackoff(options))).toMatchObject({ option: `backoff.${name}` });
    expect(() => resolveBackoff(options)).toThrow(`got ${shown}.`);
  });
});
