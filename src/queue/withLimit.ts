/** A wait took longer than its limit. */
export class WaitedTooLong extends Error {
  override readonly name = 'WaitedTooLong';
}

/** The answer of a promise, or `WaitedTooLong` after `limitMs`: commands to Redis wait for its return without end. */
export async function withLimit<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WaitedTooLong(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {}); // a late rejection is of no interest
  }
}
