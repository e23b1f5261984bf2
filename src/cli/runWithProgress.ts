import { join } from 'node:path';
import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import { openCellCache } from '../runner/cellCache.js';
import { type RunOutcome, runSuite } from '../runner/runSuite.js';
import { parseShard } from '../suites/parseShard.js';
import { describePlan } from './describePlan.js';
import type { EvalFlags } from './evalFlags.js';
import { createProgress, type Progress } from './progress.js';

/** Runs a suite's cells with progress on stderr; the first Ctrl-C ends the run with all finished cells kept. */
export async function runWithProgress(suite: Suite, dataset: Dataset, flags: EvalFlags): Promise<RunOutcome> {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once('SIGINT', interrupt);
  let progress: Progress | null = null;
  let done = 0;
  const quiet = flags.quiet === true;
  try {
    return await runSuite(suite, dataset, {
      backend: flags.backend,
      workers: flags.workers,
      cache: openCellCache(process.env.RAPA_CACHE_DIR ?? join('.rapa', 'cells')),
      fresh: flags.fresh === true,
      dryRun: flags.dryRun === true,
      selection: {
        ...(flags.limit === undefined ? {} : { limit: flags.limit }),
        ...(flags.grep === undefined ? {} : { grep: flags.grep }),
        ...(flags.shard === undefined ? {} : { shard: parseShard(flags.shard) }),
      },
      signal: abort.signal,
      onPlan: (plan) => {
        if (!quiet || flags.dryRun) process.stderr.write(describePlan(suite, plan, { details: flags.dryRun === true }));
        if (!flags.dryRun) progress = createProgress(plan.cells.length - plan.cached.size, { unit: 'cells', quiet });
      },
      onCell: ({ model, attack }) => progress?.update(++done, `${model} / ${attack.id}`),
    });
  } finally {
    (progress as Progress | null)?.stop();
    process.removeListener('SIGINT', interrupt);
  }
}
