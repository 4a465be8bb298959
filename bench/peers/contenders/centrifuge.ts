import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** A channel for each type. What is sent waits for the connection in a promise of its own. */
export const centrifuge: Contender = {
  name: 'centrifuge',
  protocol: 'centrifuge',
  queues: true,
  connect: (url, types, received, open) => {
    const client = new Centrifuge(url, { websocket: WebSocket });
    let subscribed = 0;
    for (const type of types) {
      const subscription = client.newSubscription(type);
      subscription.on('publication', ({ data }) => received(data));
      subscription.on('subscribed', () => {
        subscribed += 1;
        if (subscribed === types.length) open();
      });
      subscription.subscribe();
    }
    client.connect();
    return { send: (message) => void client.send(message), close: () => client.disconnect() };
  },
};
