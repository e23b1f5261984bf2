import type { PassDurations } from '../contract/passes.js';
import { withShrinkingBatch } from './outOfMemory.js';
import type { WorkerPool } from './workerPool.js';

/** Time to measure all models, and the maximum for one. */
const totalBudgetMs = 3000;
const modelBudgetMs = 600;

/** The workers that measure, and the batch sizes. */
export interface Measuring {
  readonly pool: WorkerPool;
  readonly workers: number;
  readonly batches: ReadonlyMap<string, number>;
}

/**
 * Measures the passes of models on real images, each on all workers at once, as they disturb each other in the run too. Takes
 * a few seconds, warm-ups and loading included. `batches`: images of a pass, by model.
 */
export async function calibrate(
  models: readonly string[],
  { pool, workers, batches }: Measuring,
): Promise<Map<string, PassDurations>> {
  const budgetMs = Math.min(modelBudgetMs, totalBudgetMs / models.length);
  const durations = new Map<string, PassDurations>();
  for (const model of models) {
    const measure = () =>
      withShrinkingBatch(batches.get(model)!, (batchSize) => pool.run({ kind: 'measure', model, batchSize, budgetMs }));
    const measured = await Promise.all(Array.from({ length: workers }, measure));
    const mean = (pick: (own: PassDurations) => number) =>
      measured.reduce((sum, own) => sum + pick(own), 0) / measured.length;
    durations.set(model, {
      forwardMs: mean(({ forwardMs }) => forwardMs),
      backwardMs: mean(({ backwardMs }) => backwardMs),
    });
  }
  return durations;
}
