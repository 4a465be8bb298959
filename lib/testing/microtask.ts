/** Not `queueMicrotask`, which some fake timers hold up: a promise always goes on. */
export function microtask(work: () => void): void {
  void Promise.resolve().then(work);
}
