import { join } from 'node:path';
import { randomStream } from '../src/base/random.js';
import type { Dataset } from '../src/contract/dataset.js';
import type { ModelSpec, Suite } from '../src/contract/suite.js';
import { sealDataset } from '../src/datasets/sealDataset.js';
import { sharedBytes } from '../src/datasets/sharedBytes.js';
import { openCellCache } from '../src/runner/cellCache.js';
import { runSuite } from '../src/runner/runSuite.js';
import { io } from './networks.js';

/** One FGSM sweep over noise images, with a cache of its own. */
export interface SuiteRun {
  readonly models: readonly ModelSpec[];
  readonly images: number;
  readonly epsilons: readonly number[];
  readonly workers: number;
  /** For the cache. Fresh, or the run would find its cells there. */
  readonly folder: string;
}

export interface SuiteRunFigures {
  /** From the call to the last record: workers started, engines and models loaded, cells computed. */
  readonly totalMs: number;
  /** From the plan on: the cells alone. */
  readonly cellsMs: number;
  readonly cells: number;
  /** Largest resident memory of the process, all workers included. */
  readonly peakMemoryBytes: number;
}

/** A process of its own for each run, so that memory and warm-up are the run's: argument SuiteRun, answer SuiteRunFigures. */
const run = JSON.parse(process.argv[2]!) as SuiteRun;
const suite: Suite = {
  name: 'bench',
  file: join(run.folder, 'bench.json'),
  sha256: 'none',
  dataset: { name: 'cifar10', split: 'test' },
  models: run.models,
  sources: [],
  attacks: [
    {
      id: 'fgsm',
      kind: 'fgsm',
      strength: { kind: 'epsilons', epsilons: run.epsilons },
      snrReference: 'pixel',
      eot: 1,
    },
  ],
  evaluation: { draws: 1, vote: 1, seed: 1 },
  assertions: [],
};
const dataset = noise(run.images);
const start = performance.now();
let planned = start;
const outcome = await runSuite(suite, dataset, {
  backend: 'wasm',
  workers: run.workers,
  cache: openCellCache(run.folder),
  fresh: false,
  dryRun: false,
  selection: {},
  signal: new AbortController().signal,
  onPlan: () => {
    planned = performance.now();
  },
  onCell: () => {},
});
const end = performance.now();
if (outcome.failures.length > 0) throw new Error(outcome.failures[0]!.error);
if (outcome.plan.cached.size > 0) throw new Error('the cache was not empty');
const figures: SuiteRunFigures = {
  totalMs: end - start,
  cellsMs: end - planned,
  cells: outcome.records.length,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

/** Seeded images with labels at random, where workers see them. */
function noise(count: number): Dataset {
  const stream = randomStream(1, 'test', count);
  const pixels = sharedBytes(count * io.inputShape.reduce((product, side) => product * side));
  for (let at = 0; at < pixels.length; at++) pixels[at] = stream.int(256);
  const labels = sharedBytes(count);
  for (let at = 0; at < count; at++) labels[at] = stream.int(io.classes);
  const classNames = Array.from({ length: io.classes }, (_, index) => `class ${index}`);
  const { inputShape: shape } = io;
  return sealDataset({
    name: 'noise',
    split: 'test',
    count,
    shape,
    classNames,
    pixels,
    labels,
    channelMeans: [0.5, 0.5, 0.5],
  });
}
