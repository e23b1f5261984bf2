/** Exit code of a worker that ends itself after a failed allocation; its memory is freed only when it ends. */
export const outOfMemoryCode = 86;

/** A worker ran out of memory and was replaced; the task can be retried with a smaller batch. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Whether a task's error means that its worker ran out of memory: it ended itself or was ended by V8. */
export function isOutOfMemory(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || message === `worker exited with code: ${outOfMemoryCode}`;
}

/** Runs a task, halving the batch as long as memory runs out. Rejects with `OutOfMemory` if a batch of 1 fails. */
export async function withShrinkingBatch<T>(batch: number, run: (batch: number) => Promise<T>): Promise<T> {
  for (let images = batch; ; images = Math.floor(images / 2)) {
    try {
      return await run(images);
    } catch (error) {
      if (!(error instanceof OutOfMemory) || images <= 1) throw error;
    }
  }
}
