import { Manager } from 'socket.io-client';
import { paced } from './paced';

/** The part of a `Manager`'s own `Backoff` (`build/esm/contrib/backo2.js`) that it uses, from `private backoff`. */
interface Backoff {
  duration(): number;
  reset(): void;
}

/** The `Backoff` of a new `Manager`, with the options that it gives it by default. */
function backoffOf(manager: Manager): Backoff {
  const backoff: unknown = Reflect.get(manager, 'backoff');
  if (!isBackoff(backoff))
    throw new Error('A Manager of socket.io-client has no backoff any more: read its source again.');
  return backoff;
}

function isBackoff(value: unknown): value is Backoff {
  return typeof value === 'object' && value !== null && 'duration' in value && 'reset' in value;
}

/** `duration()` draws from `Math.random`, which here must come out the same each time. */
function drawing<Result>(random: () => number, draw: () => Result): Result {
  const own = Math.random;
  Math.random = random;
  try {
    return draw();
  } finally {
    Math.random = own;
  }
}

/** socket.io-client: from 1 s doubled to 5 s, each by up to a half more or less; starts again with each connection. */
export const socketIo = paced('socket.io', ({ random }) => {
  const backoff = backoffOf(new Manager('http://127.0.0.1', { autoConnect: false }));
  return {
    after: ({ type }) => {
      if (type === 'lost') backoff.reset();
      return drawing(random, () => backoff.duration());
    },
  };
});
