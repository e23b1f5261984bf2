import { dirname, relative } from 'node:path';
import type { Dataset } from '../contract/dataset.js';
import type { Environment, ResultDataset, ResultModel, ResultSource } from '../contract/result.js';
import type { Suite } from '../contract/suite.js';
import type { RunOutcome } from '../runner/runSuite.js';
import { describeEnvironment } from './environment.js';

/** The data set in the form of results. */
export function resultDataset(dataset: Dataset): ResultDataset {
  const { name, split, count, sha256, classNames, channelMeans, notes = [] } = dataset;
  const told = notes.length === 0 ? {} : { notes };
  return { name, split, images: count, sha256, classNames, channelMeans, ...told };
}

/** The suite's models with the results of their inspection. */
export function resultModels(suite: Suite, outcome: RunOutcome): ResultModel[] {
  return suite.models.map(({ id, label, path, reduce, reduces, analog }) => {
    const { sha256, facts, reading } = outcome.plan.inspections.get(id)!;
    const shown = relative(dirname(suite.file), path).split('\\').join('/');
    const reduced = {
      ...(reduce === undefined ? {} : { reduce }),
      ...(reduces === undefined ? {} : { reduces }),
      ...(analog === undefined ? {} : { analog }),
    };
    return { id, label, path: shown, sha256, ...facts, ...reduced, reading };
  });
}

/** The models outside the suite that its transfer attacks use. */
export function resultSources({ sources }: Suite, { plan }: RunOutcome): ResultSource[] {
  return sources.map(({ id }) => ({ path: id, sha256: plan.inspections.get(id)!.sha256 }));
}

/** Versions, machine and cost of a run. */
export function runEnvironment(
  outcome: RunOutcome,
  { workers, startedAt }: { readonly workers: number; readonly startedAt: number },
): Environment {
  const { plan, records } = outcome;
  return {
    ...describeEnvironment(),
    numerics: plan.numerics,
    backend: plan.engine.backend,
    simd: plan.engine.simd,
    workers,
    durationMs: Math.round(performance.now() - startedAt),
    computedCells: records.length - plan.cached.size,
    cachedCells: plan.cached.size,
  };
}
