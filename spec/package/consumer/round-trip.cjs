const assert = require('node:assert/strict');

/** Sees that the parts, however they were imported, work: a token, a socket, and an answer over it. */
module.exports = async function roundTrip({ gatewaySocket, djangoToken }, { startLocalGateway }, WebSocketCtor) {
  // A bundler takes away what only seems to have no effect, as a call that is made for what it throws.
  const halfAPair = { url: 'wss://ws.example.com', channel: '\ud800', channelPattern: /./ };
  assert.throws(() => gatewaySocket(halfAPair), { name: 'ConfigError', option: 'channel' });
  const gateway = await startLocalGateway();
  const socket = gatewaySocket({ url: gateway.url, token: djangoToken(gateway.tokenUrl), channel: 'a', WebSocketCtor });
  try {
    await new Promise((resolve, reject) => {
      socket.messages$.subscribe({ next: resolve, error: reject });
      socket.opened$.subscribe(() => gateway.broadcast(JSON.stringify({ type: 'toast', message: 'Hello' }), 'a'));
      socket.faults$.subscribe((fault) => reject(new Error(`fault: ${JSON.stringify(fault)}`)));
    });
  } finally {
    socket.close();
    await gateway.close();
  }
};
