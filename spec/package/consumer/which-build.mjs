/**
 * Sees which build Node takes, `default` or `production`, for ES modules, and that CommonJS has the default build with either;
 * and that an error has the same `name`, `kind` and `option` in both.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import process from 'node:process';
import * as imported from 'rx-gateway-socket';

const required = createRequire(import.meta.url)('rx-gateway-socket');
const MESSAGE = {
  default: /^url: must start with wss:\/\/ .*got 'https:\/\/ws\.example\.com'\.$/,
  production: /^url: rx-gateway-socket error \d+, see docs\/errors\.md#\d+$/,
};
const name = 'ConfigError';

for (const [{ gatewaySocket, ConfigError, TokenError }, message] of [
  [imported, MESSAGE[process.argv[2]]],
  [required, MESSAGE.default],
]) {
  const url = 'https://ws.example.com';
  assert.throws(() => gatewaySocket({ url }), { name, kind: 'config', option: 'url', message });
  assert.throws(() => gatewaySocket({ url }), ConfigError);
  // What an application makes of it keeps its words.
  assert.equal(new TokenError('csrf', 'in my words').message, 'in my words');
}
