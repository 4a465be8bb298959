import ReconnectingWebSocket from 'reconnecting-websocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';
import { listen } from './listeners';

// A CommonJS package whose class is its `default` once more where Node imports it.
const Socket =
  (ReconnectingWebSocket as unknown as { readonly default?: typeof ReconnectingWebSocket }).default ??
  ReconnectingWebSocket;

export const reconnectingWebsocket: Contender = {
  name: 'reconnecting-websocket',
  protocol: 'json',
  queues: true,
  connect: (url, types, received, open) => {
    const socket = new Socket(url, [], { WebSocket });
    listen(socket, types, received, open);
    return { send: (message) => socket.send(JSON.stringify(message)), close: () => socket.close() };
  },
};
