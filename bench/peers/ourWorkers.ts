import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Network } from '../networks.js';
import type { Pass } from '../operations.js';
import type { Rate, WorkedBatch, WorkerRequest } from './passWorker.js';

/** Our side: worker threads that each run passes independently, like the runner's. */
export interface OurWorkers {
  /** Images/s of the first `workers` workers in parallel; each trains a separate model. */
  measure(
    network: Network,
    pass: Pass,
    options: { readonly workers: number; readonly seconds: number },
  ): Promise<number>;
  /** Our logits and input gradients with their batch. Writes the network's model folder. */
  workBatch(network: Network, images: number): Promise<WorkedBatch>;
  /** The classes that a network predicts for the images of `noiseDataset`. */
  predict(network: Network, images: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Starts `count` workers, each with its models in a separate folder in `folder`. */
export function startOurWorkers(count: number, folder: string): OurWorkers {
  const file = new URL('./passWorker.ts', import.meta.url);
  const workers = Array.from({ length: count }, (_, index) => {
    return new Worker(file, { workerData: { folder: index === 0 ? folder : `${folder}/worker-${index}` } });
  });
  return {
    measure: async (network, pass, { workers: used, seconds }) => {
      const request: WorkerRequest = { kind: 'measure', network, pass, seconds };
      const rates = await Promise.all(workers.slice(0, used).map((worker) => ask<Rate>(worker, request)));
      return rates.reduce((sum, { imagesPerSecond }) => sum + imagesPerSecond, 0);
    },
    workBatch: (network, images) => ask<WorkedBatch>(workers[0]!, { kind: 'batch', network, images }),
    predict: (network, images) => ask<readonly number[]>(workers[0]!, { kind: 'predict', network, images }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Rejects if the worker dies from an error. */
async function ask<Answer>(worker: Worker, request: WorkerRequest): Promise<Answer> {
  worker.postMessage(request);
  const [answer] = (await once(worker, 'message')) as [Answer];
  return answer;
}
