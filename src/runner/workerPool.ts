import { Piscina } from 'piscina';
import type { Dataset } from '../contract/dataset.js';
import type { ModelSpec } from '../contract/suite.js';
import type { WorkerAnswer, WorkerStart, WorkerTask } from './workerTask.js';

/** Worker threads, each with an engine of its own, that take tasks in the order they are handed in. */
export interface WorkerPool {
  /** Runs a task. A worker that dies is replaced and its task tried once more before the promise is rejected. */
  run<Task extends WorkerTask>(task: Task): Promise<WorkerAnswer<Task>>;
  /** Ends all workers at once, whatever they are doing. */
  close(): Promise<void>;
}

/** What a run gives to its workers. */
export interface PoolStart {
  readonly dataset: Dataset;
  /** The suite's models, then the sources of its transfer attacks. */
  readonly models: readonly ModelSpec[];
}

/** Opens the workers of a run; whoever opens a pool closes it. */
export type OpenPool = (start: PoolStart) => WorkerPool;

/** Worker threads of this process, which share the data set's memory. */
export function openThreads({
  workers,
  backend,
}: {
  readonly workers: number;
  readonly backend: WorkerStart['backend'];
}): OpenPool {
  return ({ dataset, models }) => openWorkerPool(workers, { backend, data: { kind: 'shared', dataset }, models });
}

const ownWorker = new URL('./worker.js', import.meta.url);

/**
 * Starts `workers` threads; engines and models are loaded when the first task asks for them. `workerFile` is the module
 * that they run.
 */
export function openWorkerPool(workers: number, start: WorkerStart, workerFile: URL = ownWorker): WorkerPool {
  // Workers have copies of the environment, but native libraries read that of the process: it makes TensorFlow print errors only.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const pool = new Piscina({
    filename: workerFile.href,
    workerData: start,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    // Without it, a task that finds no free worker goes to the end of the queue.
    stricterFIFO: true,
  });
  // A task's error reaches its caller, after the retry; the pool's 'error' event adds nothing.
  pool.on('error', () => {});
  let closing = false;
  return {
    run: async (task) => {
      try {
        return await pool.run(task);
      } catch (error) {
        if (closing) throw error;
        return pool.run(task);
      }
    },
    close: () => {
      closing = true;
      return pool.destroy();
    },
  };
}
