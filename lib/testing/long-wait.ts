import { afterRealTime } from './real-time';

/** ms of real time after which it is said what is missing. */
const LONG = 1_000;

/**
 * Says once, after a second of real time, why something does not come; the result ends the wait. A test that hangs would
 * else fail by its runner's limit, and with no other word.
 *
 * @param why one sentence, made when it is needed
 * @param holds whether a process of Node is kept until then
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
