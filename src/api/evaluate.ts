import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import { Interrupted } from '../base/errors.js';
import { jsonDocument, readJsonDocument } from '../base/jsonDocument.js';
import { cacheFolder } from '../cli/cacheFolder.js';
import { gateResults, readBaseline } from '../cli/gateResults.js';
import { keptChecks } from '../cli/keptChecks.js';
import { readSuiteDocument, resultPlugins } from '../cli/readSuite.js';
import { resultDataset, resultModels, resultSources, runEnvironment } from '../cli/resultFacts.js';
import type { Results } from '../contract/result.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { assembleResults } from '../results/assembleResults.js';
import { openCellCache } from '../runner/cellCache.js';
import { budgetOfWorker } from '../runner/memoryBudget.js';
import { runSuite } from '../runner/runSuite.js';
import { openThreads } from '../runner/workerPool.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';

/** A finished cell. */
export interface Progress {
  /** Cells done, also those from the cache. */
  readonly done: number;
  readonly total: number;
  readonly model: string;
  readonly attack: string;
}

export interface EvaluateOptions {
  /** Called after planning and after each cell. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run; finished cells stay in the cache, so that the same call resumes. */
  readonly signal?: AbortSignal;
  /** Threads, one engine each; default: one per core. */
  readonly workers?: number;
  readonly backend?: BackendChoice;
  /** Only the first images; the results are then partial. */
  readonly limit?: number;
  /** Only models and attacks whose `model/attack` matches this regular expression. */
  readonly grep?: string;
  /** Folder of downloaded data sets; default as for the command line. */
  readonly dataDir?: string;
  /** Folder that relative paths of a suite object refer to; default: the working folder. */
  readonly folder?: string;
  /** False refuses a suite with plug-ins, whose code runs in this process. */
  readonly plugins?: boolean;
  /** A results.json to compare with; default: the suite's committed baseline, if there is one. */
  readonly baseline?: string;
}

/**
 * Runs a suite, given as a file or as an object of the same form, and returns its results with their verdict; `writeReport` writes
 * them. Cells come from and go to the cache of the command line. Throws `UserError` or `UserErrors` for a suite, data set or model
 * that cannot be used, and `Interrupted` if the signal ends the run.
 */
export async function evaluate(suite: string | WrittenSuite, options: EvaluateOptions = {}): Promise<Results> {
  const startedAt = performance.now();
  const { workers = availableParallelism(), backend = 'auto', limit, grep, onProgress } = options;
  const { suite: parsed, plugins } = await readSuiteDocument(documentOf(suite, options.folder), {
    plugins: options.plugins !== false,
  });
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const dataset = await loadDataset(parsed.dataset, {
    dataDir: resolveDataDir(options.dataDir),
    ...(limit === undefined ? {} : { images: limit }),
  });
  const selection = { ...(limit === undefined ? {} : { limit }), ...(grep === undefined ? {} : { grep }) };
  const memoryBytes = budgetOfWorker(workers);
  let done = 0;
  let total = 0;
  const outcome = await runSuite(parsed, dataset, {
    openPool: openThreads({ workers, backend, memoryBytes }),
    workers,
    memoryBytes,
    cache: openCellCache(cacheFolder()),
    ...keptChecks(),
    fresh: false,
    dryRun: false,
    selection,
    signal: options.signal ?? new AbortController().signal,
    calibration: 'never',
    onPlan: (plan) => {
      [done, total] = [plan.cached.size, plan.cells.length];
    },
    onCell: (_, { model, attack }) => onProgress?.({ done: ++done, total, model, attack }),
  });
  if (outcome.interrupted) throw new Interrupted();
  const assembled = assembleResults({
    suite: parsed,
    cells: outcome.plan.cells,
    records: outcome.records,
    failures: outcome.failures,
    partial: selection,
    command: `rapa eval ${parsed.file}`,
    environment: runEnvironment(outcome, { workers, startedAt }),
    dataset: resultDataset(dataset),
    models: resultModels(parsed, outcome),
    sources: resultSources(parsed, outcome),
    ...resultPlugins(plugins),
  });
  return gateResults(assembled, { suiteFile: parsed.file, baseline });
}

function documentOf(suite: string | WrittenSuite, folder = '.') {
  if (typeof suite === 'string') return readJsonDocument(suite, 'a suite');
  const file = join(resolve(folder), 'suite.json');
  const text = JSON.stringify(suite, null, 2);
  return jsonDocument(file, { text, bytes: new TextEncoder().encode(text) });
}
