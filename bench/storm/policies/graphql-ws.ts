import { paced } from './paced';

/** `retryAttempts` by default. */
const RETRIES = 5;

/**
 * graphql-ws (`dist/client.js`, `randomisedExponentialBackoff`, which it keeps to itself): 1 s, doubled with each retry,
 * and 0.3 to 3 s of chance on top; five retries, then it gives up. By default it gives up at the first refused handshake
 * already, and hangs after a URL function that rejects; here it retries both, as with `shouldRetry: () => true`.
 */
export const graphqlWs = paced('graphql-ws', ({ random }) => {
  let retries = 0;
  return {
    after: ({ type }) => {
      if (type === 'lost') retries = 0;
      if (retries >= RETRIES) return Infinity;
      const delay = 2 ** retries * 1_000 + Math.floor(random() * (3_000 - 300) + 300);
      retries += 1;
      return delay;
    },
  };
});
