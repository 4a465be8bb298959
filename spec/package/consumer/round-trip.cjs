/** Sees that the parts, however they were imported, work: a token, a socket, and an answer over it. */
module.exports = async function roundTrip({ gatewaySocket, djangoToken }, { startLocalGateway }, WebSocketCtor) {
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
