/** With this exit code a worker ends itself when an allocation fails: what it took comes back only when it ends. */
export const outOfMemoryCode = 86;

/** A worker had no memory for a task and was replaced; the task may be tried with fewer images at a time. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Whether a task's error says that its worker ran out of memory: it ended itself, or V8 ended it. */
export function isOutOfMemory(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || message === `worker exited with code: ${outOfMemoryCode}`;
}

/** Runs a task with a batch, and with half of it as long as memory does not do. Rejects with `OutOfMemory` at 1. */
export async function withShrinkingBatch<T>(batch: number, run: (batch: number) => Promise<T>): Promise<T> {
  for (let images = batch; ; images = Math.floor(images / 2)) {
    try {
      return await run(images);
    } catch (error) {
      if (!(error instanceof OutOfMemory) || images <= 1) throw error;
    }
  }
}
