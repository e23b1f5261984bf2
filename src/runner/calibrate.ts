import type { PassDurations } from '../contract/passes.js';
import type { WorkerPool } from './workerPool.js';

/** Time to measure all models, and the maximum for one. */
const totalBudgetMs = 3000;
const modelBudgetMs = 600;

/**
 * Measures the passes of models on real images, each on all workers at once, because workers slow each other down in the run too.
 * Takes a few seconds including loading and warm-up.
 */
export async function calibrate(
  models: readonly string[],
  { pool, workers }: { readonly pool: WorkerPool; readonly workers: number },
): Promise<Map<string, PassDurations>> {
  const budgetMs = Math.min(modelBudgetMs, totalBudgetMs / models.length);
  const durations = new Map<string, PassDurations>();
  for (const model of models) {
    const measure = () => pool.run({ kind: 'measure', model, budgetMs });
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
