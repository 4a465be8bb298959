import { paced } from './paced';

/**
 * What the Django package's own guide does (`docs/reconnecting_websocket.rst`, "Token-aware reconnecting example"): a new
 * connection 3 s after each close, a new token request 5 s after a failed one, for ever.
 */
export const guide = paced("the guide's fixed 3 s", () => ({
  after: ({ type }) => (type === 'no token' ? 5_000 : 3_000),
}));
