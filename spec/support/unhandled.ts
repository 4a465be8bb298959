import { config } from 'rxjs';

/** The errors that subscribers threw in the meantime: rxjs throws each in a task of its own, and a test must see them there. */
export function unhandledIn(run: () => void): unknown[] {
  const unhandled: unknown[] = [];
  jest.useFakeTimers();
  config.onUnhandledError = (error) => unhandled.push(error);
  try {
    run();
    jest.runAllTimers();
  } finally {
    config.onUnhandledError = null;
    jest.useRealTimers();
  }
  return unhandled;
}
