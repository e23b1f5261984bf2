import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TiledKernels } from '../contract/tiledKernels.js';
import { readTiledKernels } from '../models/readTiledKernels.js';
import type { PaperRecords } from '../paper/paperRecords.js';

/** Kernels of the trained networks of the page that have several tiles, by the names of their recipes. `models` is the folder of all models. An engine must have been started. */
export function tiledNetworks({ trainings }: PaperRecords, models: string): Map<string, TiledKernels[]> {
  const found = new Map<string, TiledKernels[]>();
  for (const name of trainings.keys()) {
    const folder = join(models, name);
    // All training records are stored, but weights of only some.
    if (name.startsWith('paper/selection/') || !existsSync(join(folder, 'weights.bin'))) continue;
    const kernels = readTiledKernels(folder);
    if (kernels.some(({ shape }) => shape[0] > 1)) found.set(name, kernels);
  }
  return found;
}
