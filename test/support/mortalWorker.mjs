// A worker that dies of a task until it was tried as often as the task says; the count lives in shared memory.
import { workerData } from 'node:worker_threads';

const tries = new Int32Array(workerData.data.tries);

export default function work({ model }) {
  const deaths = Number(model);
  if (Atomics.add(tries, 0, 1) < deaths) process.exit(workerData.exitCode ?? 1);
  return { ok: true, tries: Atomics.load(tries, 0) };
}
