/** Forward passes that workers have made so far, in images, one count per task, in memory that all threads share. */
export type PassCounts = Int32Array;

/** Where a worker counts the passes of its task. */
export interface TaskCount {
  readonly counts: PassCounts;
  /** The task's index among those of the run. */
  readonly task: number;
}

/** Zeros for `tasks` tasks. */
export function passCounts(tasks: number): PassCounts {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * tasks));
}
