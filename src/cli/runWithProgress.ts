import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import { computeOnQueue } from '../queue/computeOnQueue.js';
import { openCellCache } from '../runner/cellCache.js';
import { budgetOfWorker } from '../runner/memoryBudget.js';
import { type RunOptions, type RunOutcome, runSuite } from '../runner/runSuite.js';
import { openThreads } from '../runner/workerPool.js';
import { cacheFolder } from './cacheFolder.js';
import { describePlan } from './describePlan.js';
import type { EvalFlags } from './evalFlags.js';
import { keptChecks } from './keptChecks.js';
import { openQueue } from './queueOptions.js';
import { createRunProgress, type RunProgress } from './runProgress.js';
import { onStopSignal } from './stopSignals.js';
import { printText } from './terminal.js';

/** The outcome of a run, and the number of threads that computed it, at most at a time. */
export interface ShownRun extends RunOutcome {
  readonly threads: number;
}

/** Runs a suite's cells with progress on stderr; the first Ctrl-C or SIGTERM ends the run with all finished cells kept. */
export async function runWithProgress(suite: Suite, dataset: Dataset, flags: EvalFlags): Promise<ShownRun> {
  const abort = new AbortController();
  const release = onStopSignal(() => abort.abort());
  let progress: RunProgress | null = null;
  const quiet = flags.quiet === true;
  const log = (line: string) => void (quiet || printText(`${line}\n`, process.stderr));
  const queue = flags.queue === undefined ? null : await openQueue(flags, log);
  try {
    const { workers, backend } = flags;
    const memoryBytes = budgetOfWorker(workers, flags.memory);
    // The threads of a queue's workers are not known before they are seen.
    const threadsAtStart = queue === null ? workers : 0;
    let threads = threadsAtStart;
    const outcome = await runSuite(suite, dataset, {
      openPool: openThreads({ workers, backend, memoryBytes }),
      workers,
      memoryBytes,
      cache: openCellCache(cacheFolder()),
      ...keptChecks(),
      fresh: flags.fresh === true,
      dryRun: flags.dryRun === true,
      selection: {
        ...(flags.limit === undefined ? {} : { limit: flags.limit }),
        ...(flags.grep === undefined ? {} : { grep: flags.grep }),
        ...(flags.shard === undefined ? {} : { shard: flags.shard }),
      },
      signal: abort.signal,
      ...(queue === null ? {} : { elsewhere: computeOnQueue({ ...queue, patienceMs: flags.patience * 60_000, log }) }),
      calibration: calibrationOf(flags),
      onPlan: (plan, counts) => {
        const { progress: style } = flags;
        if (!quiet || flags.dryRun) {
          const shown = { details: flags.dryRun === true, threads: queue === null ? workers : null };
          printText(describePlan(suite, plan, shown), process.stderr);
        }
        if (!flags.dryRun) progress = createRunProgress(plan, { counts, threads: threadsAtStart, quiet, style });
      },
      onCell: (work, outcome) => progress?.finish(work, outcome),
      onThreads: (count) => {
        progress?.setThreads(count);
        threads = Math.max(threads, count);
      },
    });
    return { ...outcome, threads };
  } finally {
    (progress as RunProgress | null)?.stop();
    release();
    await queue?.close();
  }
}

/** A dry run always needs an estimate, a quiet run never. */
function calibrationOf({ calibrate, dryRun, quiet }: EvalFlags): RunOptions['calibration'] {
  if (!calibrate) return 'never';
  if (dryRun) return 'always';
  return quiet ? 'never' : 'longRuns';
}
