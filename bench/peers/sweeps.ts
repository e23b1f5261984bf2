import { join } from 'node:path';
import type { Network } from '../networks.js';
import { benchSuite, fgsmSweep, runSuiteProcess, sweep } from '../runSuiteProcess.js';
import { type Spread, summarise } from '../statistics.js';
import type { SuiteRunFigures } from '../suiteProcess.js';
import { isFailure, type PythonPeer } from './pythonPeer.js';

export interface SweepFigures {
  readonly network: string;
  readonly images: number;
  readonly epsilons: number;
  /** Seconds of our runner from its start to the last record, with `workers` workers. */
  readonly ours: Spread;
  /** Part of that time before the first cell: threads, engines and models. */
  readonly oursStart: Spread;
  readonly peakMemoryBytes: number;
  /** Seconds of Foolbox's attack for all images, with a loaded and warm model: scaled up from its share of the images. */
  readonly foolbox: number;
  /** Number of images that Foolbox attacked. */
  readonly foolboxImages: number;
  readonly threads: number;
}

export interface SweepSettings {
  readonly networks: readonly string[];
  readonly images: number;
  /** How many of them Foolbox attacks. */
  readonly foolboxImages: number;
  readonly epsilons: number;
  readonly rounds: number;
}

/**
 * The same FGSM sweep by our runner and by Foolbox. Foolbox is slow and takes the same time for every batch, so it attacks only a
 * share of the images, in as many parts as there are rounds. Our full sweep runs after each part.
 */
export async function measureSweep(
  network: Network,
  peer: PythonPeer,
  options: SweepSettings & { readonly folder: string; readonly threads: number },
): Promise<SweepFigures> {
  const { folder, threads, images, foolboxImages, rounds } = options;
  const epsilons = sweep(options.epsilons);
  const models = [{ id: network.id, label: network.id, path: join(folder, network.id) }];
  const suite = benchSuite(models, [fgsmSweep(epsilons)]);
  const ours: SuiteRunFigures[] = [];
  let foolbox = 0;
  for (let round = 0; round < rounds; round++) {
    const answer = await peer.ask<{ seconds: number }>({
      operation: 'sweep',
      network: network.id,
      images: foolboxImages / rounds,
      epsilons,
    });
    if (isFailure(answer)) throw new Error(`Foolbox, ${network.id}: ${answer.error}`);
    foolbox += answer.seconds * (images / foolboxImages);
    ours.push(await runSuiteProcess({ suite, images: { kind: 'noise', count: images }, workers: threads }));
  }
  return {
    network: network.id,
    images,
    epsilons: epsilons.length,
    ours: summarise(ours.map(({ totalMs }) => totalMs / 1000)),
    oursStart: summarise(ours.map(({ totalMs, cellsMs }) => (totalMs - cellsMs) / 1000)),
    peakMemoryBytes: Math.max(...ours.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    foolbox,
    foolboxImages,
    threads,
  };
}
