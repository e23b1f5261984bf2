/** What workers have made of each task so far, one count per task, in memory that all threads share. */
export interface PassCounts {
  /** Forward passes, in images. */
  readonly forward: Int32Array;
  /** The same if the attack had stopped on no image: a pass counts all images of its batch. */
  readonly unstopped: Int32Array;
}

/** Where a worker counts the passes of its task. */
export interface TaskCount {
  readonly counts: PassCounts;
  /** The task's index among those of the run. */
  readonly task: number;
}

/** Zeros for `tasks` tasks. */
export function passCounts(tasks: number): PassCounts {
  const zeros = () => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * tasks));
  return { forward: zeros(), unstopped: zeros() };
}

/** A task begins, or begins again. */
export function clearCount({ counts, task }: TaskCount): void {
  Atomics.store(counts.forward, task, 0);
  Atomics.store(counts.unstopped, task, 0);
}

/** Counts a forward pass of `images` images; the batch had `whole` before any was stopped. */
export function countPass({ counts, task }: TaskCount, images: number, whole: number): void {
  Atomics.add(counts.unstopped, task, Math.max(images, whole));
  Atomics.add(counts.forward, task, images);
}
