import { ConfigError, gatewaySocket } from '../../../lib';
import { thrown } from '../../support/thrown';

describe('keepAlive that can never work', () => {
  it.each([
    [{ name: 'ping', every: 1_000, reply: 42 }],
    [{ name: 'ping', every: 1_000, params: { action: 'x' } }],
    [{ name: 'ping', every: 1_000, params: { a: 1n } }],
    [{ name: 'ping', every: 1_000, params: { a: 'x'.repeat(40_000) } }],
  ])('keepAlive %p', (keepAlive) => {
    const error = thrown(() => gatewaySocket({ url: 'wss://a.b', log: false, keepAlive: keepAlive as never }));
    expect(error).toBeInstanceOf(ConfigError);
  });
});
