import { stableHash } from '../../src/base/stableHash.js';
import type { Dataset } from '../../src/contract/dataset.js';
import type { Suite } from '../../src/contract/suite.js';
import { planCells } from '../../src/planning/planCells.js';
import type { RunPlan } from '../../src/runner/planRun.js';
import { planWork } from '../../src/schedule/planWork.js';

/** Version and engine of workers that compute nothing. */
export const madeNumerics = { numerics: stableHash('made'), engine: 'none none' };

/** A plan of about `jobs` jobs of one cell each, for the first model of a suite. */
export function madePlan(suite: Suite, dataset: Dataset, jobs: number): RunPlan {
  const [model] = suite.models;
  const imagesPerCell = 100;
  const pairs = 20;
  const attacks = Array.from({ length: pairs }, (_, at) => ({
    ...suite.attacks[0]!,
    ...{ kind: 'pgd' as const, id: `pgd-${at}`, norm: 'linf', steps: 20 + at },
    ...{ relativeStepSize: 0.25, restarts: 1, eot: 1, strength: { kind: 'epsilons', epsilons: [0.05, 0.1] } },
  })) as unknown as Suite['attacks'];
  const own: Suite = { ...suite, models: [model!], attacks };
  const facts = { isStochastic: () => false, classes: 10 };
  const cells = planCells(own, {
    ...{ classes: 10, datasetImages: (jobs / pairs) * imagesPerCell, datasetSha256: dataset.sha256 },
    ...{ modelSha256: { [model!.id]: stableHash(model) }, modelStochastic: { [model!.id]: false } },
    ...madeNumerics,
  }).slice(0, jobs);
  // So slow that every cell is a job.
  const durations = new Map([[model!.id, { forwardMs: 100, backwardMs: 200 }]]);
  const tasks = planWork(cells, { facts, durations });
  const inspection = { sha256: stableHash(model) } as RunPlan['inspections'] extends ReadonlyMap<string, infer T>
    ? T
    : never;
  return {
    ...{ cells, cached: new Map(), tasks, work: tasks.flat(), durations, facts, batches: new Map([[model!.id, 50]]) },
    ...{ inspections: new Map([[model!.id, inspection]]), engine: { backend: 'none', simd: 'none' } as never },
    ...{ numerics: madeNumerics.numerics, corruptionSha256: {} },
  };
}
