import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** A channel for each type. What is sent waits for the connection in a promise of its own. */
export const centrifuge: Contender = {
  protocol: 'centrifuge',
  connect: (url, listeners, open) => {
    const client = new Centrifuge(url, { websocket: WebSocket });
    for (const [type, listener] of listeners) {
      const subscription = client.newSubscription(type);
      subscription.on('publication', ({ data }) => listener(data));
      subscription.subscribe();
    }
    client.on('connected', open);
    client.connect();
    return { send: (bench, text) => void client.send({ action: 'bench', bench, text }) };
  },
};
