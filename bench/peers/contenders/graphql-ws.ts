import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** A subscription for each type; it has nothing to send with but operations. */
export const graphqlWs: Contender = {
  name: 'graphql-ws',
  protocol: 'graphql',
  queues: false,
  connect: (url, types, received, open) => {
    const client = createClient({ url, webSocketImpl: WebSocket, lazy: false });
    client.on('connected', open);
    for (const type of types) {
      client.subscribe(
        { query: 'subscription ($type: String!) { messages(type: $type) }', variables: { type } },
        { next: ({ data }) => received(data), error: fail, complete: () => undefined },
      );
    }
    return { close: () => void client.dispose() };
  },
};

function fail(error: unknown): void {
  throw new Error('graphql-ws failed.', { cause: error });
}
