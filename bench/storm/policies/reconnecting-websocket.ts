import ReconnectingWebSocket from 'reconnecting-websocket';
import { growing } from './growing';
import { paced } from './paced';

/**
 * reconnecting-websocket (`dist/reconnecting-websocket-cjs.js`): from 1 to 5 s, drawn once for each page, by 1.3 to
 * 10 s. Left to itself it never tries again after a URL function that rejects; here its application has it try, so that
 * the delays are what is compared.
 */
export const reconnectingWebSocket = paced(
  'reconnecting-websocket',
  growing(ReconnectingWebSocket, 'reconnecting-websocket', (random) => ({
    minReconnectionDelay: 1_000 + random() * 4_000,
  })),
);
