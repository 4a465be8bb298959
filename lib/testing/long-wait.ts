import { afterRealTime } from './real-time';

/** The real time in ms after which a missing event is reported. */
const LONG = 1_000;

/**
 * Prints one warning, after a second of real time, that explains why something does not happen. The result cancels it.
 * Without it, a hanging test would only fail with the timeout of its runner.
 *
 * @param why returns one sentence, called only when it is needed
 * @param holds whether the timer keeps a Node process alive
 */
export function longWait(why: () => string | undefined, holds = true): () => void {
  return afterRealTime(
    LONG,
    () => {
      const text = why();
      if (text !== undefined) console.warn(`fakeGateway: ${text}`);
    },
    holds,
  );
}
