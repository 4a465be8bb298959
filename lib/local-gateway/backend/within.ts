/** A handler exceeded the time limit of an integration. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** The result of the work, or a rejection after the time limit. The work then goes on, and its result is ignored. */
export async function within(ms: number, work: PromiseLike<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut(`the handler did not answer within ${ms} ms`));
    }, ms);
    // A handler that hangs must not keep the process of a closed gateway alive.
    timer.unref();
  });
  try {
    // The race also handles a later rejection of the loser.
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
