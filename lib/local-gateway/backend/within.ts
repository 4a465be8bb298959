/** A handler took longer than an integration may. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** What the work comes to, unless it takes longer than that: then it goes on, and nobody waits for it. */
export async function within(ms: number, work: PromiseLike<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut(`the handler did not answer within ${ms} ms`));
    }, ms);
    // A gateway that was closed does not keep its process for a handler that hangs.
    timer.unref();
  });
  try {
    // The race handles what the loser throws later, too.
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
