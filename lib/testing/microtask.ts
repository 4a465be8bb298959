/** Not `queueMicrotask`, because some fake timers replace it. They do not replace promises. */
export function microtask(work: () => void): void {
  void Promise.resolve().then(work);
}
