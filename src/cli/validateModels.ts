import { availableParallelism } from 'node:os';
import type { BackendChoice } from '../base/backends.js';
import { describeReading } from '../contract/modelReading.js';
import type { Suite } from '../contract/suite.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { imagesOfTrial, knownChecks } from '../runner/gradientChecks.js';
import { inspectModels } from '../runner/inspectModels.js';
import { budgetOfWorker } from '../runner/memoryBudget.js';
import { numericsVersion } from '../runner/numericsVersion.js';
import { cellsOfSuite } from '../runner/planRun.js';
import { openThreads } from '../runner/workerPool.js';
import { keptChecks } from './keptChecks.js';

/** Inputs of the trial runs other than the suite. */
export interface ValidationFlags {
  readonly backend: BackendChoice;
  readonly dataDir?: string;
}

/**
 * Loads and runs a suite's models, checks their gradients and plans the cells, like a run does first. Returns one line for each about how it was
 * read. Throws `UserError` or `UserErrors` for data and models that a run would refuse.
 */
export async function validateModels(suite: Suite, { backend, dataDir }: ValidationFlags): Promise<string[]> {
  const dataset = await loadDataset(suite.dataset, { dataDir: resolveDataDir(dataDir) });
  const models = [...suite.models, ...suite.sources];
  const workers = Math.min(models.length, availableParallelism());
  const memoryBytes = budgetOfWorker(workers);
  const pool = openThreads({ workers, backend, memoryBytes })({ dataset, models, plugins: suite.plugins ?? [] });
  try {
    const { checks } = keptChecks();
    const known = checks === undefined ? {} : { known: knownChecks(checks, dataset, { fresh: false }) };
    const found = await inspectModels(models, pool, { images: imagesOfTrial(dataset), memoryBytes, ...known });
    await cellsOfSuite(suite, dataset, { inspections: found, numerics: numericsVersion(), selection: {} });
    return [...found].map(([id, { reading }]) => `  ${id}: ${describeReading(reading)}`);
  } finally {
    await pool.close();
  }
}
