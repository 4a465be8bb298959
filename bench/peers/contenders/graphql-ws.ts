import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** A subscription for each type. */
export const graphqlWs: Contender = {
  protocol: 'graphql',
  connect: (url, listeners, open) => {
    const client = createClient({ url, webSocketImpl: WebSocket, lazy: false });
    client.on('connected', open);
    for (const [type, listener] of listeners) {
      client.subscribe<{ readonly messages: unknown }>(
        { query: 'subscription ($type: String!) { messages(type: $type) }', variables: { type } },
        { next: ({ data }) => listener(data?.messages), error: fail, complete: () => undefined },
      );
    }
    return { send: fail };
  },
};

function fail(cause: unknown): void {
  throw new Error('graphql-ws failed.', { cause });
}
