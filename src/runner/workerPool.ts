import { Piscina } from 'piscina';
import { programFolder } from '../base/packagePlaces.js';
import { prepareTensorflowThreads } from '../base/tensorflowAttributes.js';
import { wideKernels } from '../base/wideKernels.js';
import type { Dataset } from '../contract/dataset.js';
import type { ModelSpec, PluginSpec } from '../contract/suite.js';
import { isOutOfMemory, OutOfMemory } from './outOfMemory.js';
import type { WorkerAnswer, WorkerStart, WorkerTask } from './workerTask.js';

/** Worker threads, each with its own engine, that run tasks in submission order. */
export interface WorkerPool {
  /**
   * Runs a task. A worker that dies is replaced and its task is retried once before the promise is rejected. A worker that runs
   * out of memory is also replaced, and the promise is rejected immediately with `OutOfMemory`.
   */
  run<Task extends WorkerTask>(task: Task): Promise<WorkerAnswer<Task>>;
  /** Ends all workers immediately. */
  close(): Promise<void>;
}

/** Start data of a run's workers. */
export interface PoolStart {
  readonly dataset: Dataset;
  /** The suite's models, then the sources of its transfer attacks. */
  readonly models: readonly ModelSpec[];
  /** Plug-ins that the workers load. */
  readonly plugins?: readonly PluginSpec[];
}

/** Opens the workers of a run; the caller closes the pool. */
export type OpenPool = (start: PoolStart) => WorkerPool;

/** Worker threads of this process, which share the data set's memory. */
export function openThreads({
  workers,
  ...engine
}: Pick<WorkerStart, 'backend' | 'memoryBytes'> & { readonly workers: number }): OpenPool {
  return ({ dataset, models, plugins = [] }) =>
    openWorkerPool(workers, { ...engine, data: { kind: 'shared', dataset }, models, plugins });
}

/**
 * Bound of a thread's short-lived objects, in MiB. V8 lets them grow to 48 (Node 20) or 192 (Node 24) before it looks which are still used; with
 * less that takes no more time, because few of them are.
 */
const youngGenerationMb = 12;

const ownWorker = new URL('runner/worker.js', programFolder);

/**
 * Starts `workers` threads; engines and models are loaded by the first task that needs them. `workerFile` is the worker module.
 */
export function openWorkerPool(workers: number, start: WorkerStart, workerFile: URL = ownWorker): WorkerPool {
  // Workers have copies of the environment, but native libraries read the process environment. This makes TensorFlow print only
  // errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (start.backend === 'tensorflow') prepareTensorflowThreads();
  const pool = new Piscina({
    filename: workerFile.href,
    workerData: { ...start, wide: wideKernels() } satisfies WorkerStart,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    // Without it, a task without a free worker goes to the end of the queue.
    stricterFIFO: true,
  });
  // A task's error reaches its caller after the retry, so the pool's 'error' event is ignored.
  pool.on('error', () => {});
  let closing = false;
  return {
    run: async (task) => {
      try {
        return await pool.run(task);
      } catch (error) {
        if (closing) throw error;
        if (isOutOfMemory(error)) throw new OutOfMemory('a worker had no memory for its task');
        return pool.run(task);
      }
    },
    close: () => {
      closing = true;
      return pool.destroy();
    },
  };
}
