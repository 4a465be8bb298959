import ReconnectingWebSocket from 'reconnecting-websocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';
import { listen } from './listeners';

// A CommonJS package, whose class Node finds only one `default` deeper than its types say.
const Socket =
  (ReconnectingWebSocket as unknown as { readonly default?: typeof ReconnectingWebSocket }).default ??
  ReconnectingWebSocket;

export const reconnectingWebsocket: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const socket = new Socket(url, [], { WebSocket });
    listen(socket, listeners, open);
    return { send: (bench, text) => socket.send(JSON.stringify({ action: 'bench', bench, text })) };
  },
};
