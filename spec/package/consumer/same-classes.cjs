const assert = require('node:assert/strict');

/** Sees that an entry built on the core shares its classes: an error of the one is an `instanceof` of the other's. */
module.exports = function sameClasses({ ConfigError }, { gatewaySocketToken, provideGatewaySocket }) {
  assert.throws(() => provideGatewaySocket(gatewaySocketToken('live'), 'no factory'), ConfigError);
};
