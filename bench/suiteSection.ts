import { join } from 'node:path';
import { percent, printTable, short } from './printTable.js';
import { benchSuite, fgsmSweep, runSuiteProcess, sweep } from './runSuiteProcess.js';
import type { Settings } from './settings.js';
import { type Spread, summarise } from './statistics.js';
import type { SuiteImages, SuiteRunFigures } from './suiteProcess.js';

/** Networks of the suite: a stochastic and a deterministic one. */
const suiteNetworks = ['baseline', 'random-16'] as const;

export interface SuiteFigures {
  /** Number of images; each is attacked on every model. */
  readonly images: number;
  readonly workers: number;
  readonly models: number;
  readonly epsilons: number;
  readonly totalMs: Spread;
  readonly cellsMs: Spread;
  readonly peakMemoryBytes: number;
}

/**
 * Times an FGSM suite of the runner, in turn for each number of images and workers. `folder` contains a model folder for each
 * network.
 */
export async function measureSuites(folder: string, { suites }: Settings): Promise<readonly SuiteFigures[]> {
  const models = suiteNetworks.map((id) => ({ id, path: join(folder, id), label: id }));
  const epsilons = sweep(suites.epsilons);
  const suite = benchSuite(models, [fgsmSweep(epsilons)]);
  const cases = suites.imageCounts.flatMap((images) => suites.workerCounts.map((workers) => ({ images, workers })));
  const samples: SuiteRunFigures[][] = cases.map(() => []);
  for (let round = 0; round < suites.rounds; round++) {
    for (const [index, { images, workers }] of cases.entries()) {
      samples[index]!.push(await runSuiteProcess({ suite, images: noise(images), workers }));
    }
  }
  return cases.map(({ images, workers }, index) => ({
    images,
    workers,
    models: models.length,
    epsilons: epsilons.length,
    totalMs: summarise(samples[index]!.map(({ totalMs }) => totalMs)),
    cellsMs: summarise(samples[index]!.map(({ cellsMs }) => cellsMs)),
    peakMemoryBytes: Math.max(...samples[index]!.map(({ peakMemoryBytes }) => peakMemoryBytes)),
  }));
}

function noise(count: number): SuiteImages {
  return { kind: 'noise', count };
}

/** Prints times and the speedup by workers. */
export function printSuites(figures: readonly SuiteFigures[]): void {
  const rows = figures.map((row) => {
    const single = figures.find(({ images, workers }) => images === row.images && workers === 1);
    const gain = (pick: (of: SuiteFigures) => Spread) =>
      single === undefined ? '' : (pick(single).median / pick(row).median).toFixed(2);
    return [
      String(row.images),
      String(row.workers),
      short(row.totalMs.median / 1000),
      percent(row.totalMs.spread),
      short(row.totalMs.median / (row.images * row.models)),
      gain(({ totalMs }) => totalMs),
      gain(({ cellsMs }) => cellsMs),
      short(row.peakMemoryBytes / 2 ** 20),
    ];
  });
  const { models, epsilons } = figures[0]!;
  printTable(`FGSM suite of ${models} models and ${epsilons} epsilons, start of the workers included`, rows, [
    'images',
    'workers',
    's',
    'spread',
    'ms/image',
    'gain',
    'gain, cells alone',
    'peak MiB',
  ]);
}
