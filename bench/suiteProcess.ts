import type { AttackSpec, ModelSpec, Suite } from '../src/contract/suite.js';
import { loadDataset } from '../src/datasets/loadDataset.js';
import { openCellCache } from '../src/runner/cellCache.js';
import { runSuite } from '../src/runner/runSuite.js';
import { openThreads } from '../src/runner/workerPool.js';
import { noiseDataset } from './noiseDataset.js';

/** Noise with given or random labels, or the first images of the suite's data set. */
export type SuiteImages =
  | { readonly kind: 'noise'; readonly count: number; readonly labels?: readonly number[] }
  | { readonly kind: 'own'; readonly count: number };

/** A run of a suite by the runner with a separate cache. */
export interface SuiteRun {
  readonly suite: Suite;
  readonly images: SuiteImages;
  readonly workers: number;
  /** Folder for the cache. It must be new, or the run would reuse cached cells. */
  readonly folder: string;
}

/** The images that a model still classifies correctly under an attack. */
export interface PairOutcomes {
  readonly model: ModelSpec['id'];
  readonly attack: AttackSpec['id'];
  /** Hits per image. */
  readonly clean: readonly number[];
  /** Hits per point of the sweep and image. */
  readonly points: readonly (readonly number[])[];
}

export interface SuiteRunFigures {
  /** From the call to the last record, including the start of workers, engines and models. */
  readonly totalMs: number;
  /** From the plan on: only the cells. */
  readonly cellsMs: number;
  readonly cells: number;
  /** Processor time of the process with its workers, in user and system mode. */
  readonly processorMs: number;
  /** Maximum resident memory of the process including its workers. */
  readonly peakMemoryBytes: number;
  readonly outcomes: readonly PairOutcomes[];
}

/** A separate process for each run, so that memory and warm-up belong to it: argument SuiteRun, answer SuiteRunFigures. */
const { suite, images, workers, folder } = JSON.parse(process.argv[2]!) as SuiteRun;
const dataset =
  images.kind === 'noise'
    ? noiseDataset(images.count, images.labels)
    : await loadDataset(suite.dataset, { dataDir: undefined });
const start = performance.now();
const before = process.cpuUsage();
let planned = start;
const { plan, records, failures } = await runSuite(suite, dataset, {
  openPool: openThreads({ workers, backend: 'wasm' }),
  workers,
  cache: openCellCache(folder),
  fresh: false,
  dryRun: false,
  calibration: 'never',
  selection: { limit: images.count },
  signal: new AbortController().signal,
  onPlan: () => {
    planned = performance.now();
  },
  onCell: () => {},
});
const end = performance.now();
const used = process.cpuUsage(before);
if (failures.length > 0) throw new Error(failures[0]!.error);
if (plan.cached.size > 0) throw new Error('the cache was not empty');
const figures: SuiteRunFigures = {
  totalMs: end - start,
  cellsMs: end - planned,
  cells: records.length,
  processorMs: (used.user + used.system) / 1000,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  outcomes: suite.models.flatMap(({ id }) => suite.attacks.map((attack) => outcomesOf(id, attack))),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

function outcomesOf(model: string, attack: AttackSpec): PairOutcomes {
  const own = records
    .filter((record) => record.model === model && record.attack === attack.id)
    .sort((a, b) => a.images[0] - b.images[0]);
  const points = own[0]!.points.map((_, point) => own.flatMap((record) => record.points[point]!.hits));
  return { model, attack: attack.id, clean: own.flatMap(({ clean }) => clean), points };
}
