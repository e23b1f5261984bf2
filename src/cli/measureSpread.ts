import { join } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import type { SpreadPoint } from '../contract/tileSpread.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { startEngine } from '../kernels/engine.js';
import { instantiateLayersModel } from '../models/instantiateLayersModel.js';
import { readTfjsFiles } from '../models/readTfjsFiles.js';
import { readTrainingRecord } from '../recipes/readTrainingRecord.js';
import { spreadTiles } from '../training/spreadTiles.js';

/** Measures a model with its tiles moved towards and away from their mean, on the first test images of its data set. */
export async function measureSpread(
  folder: string,
  spreads: readonly number[],
  flags: {
    readonly backend: BackendChoice;
    readonly limit: number;
    readonly seed: number;
    readonly dataDir?: string;
  },
): Promise<SpreadPoint[]> {
  const { recipe } = readTrainingRecord(folder);
  const dataset = await loadDataset({ ...recipe.dataset, split: 'test' }, { dataDir: resolveDataDir(flags.dataDir) });
  await startEngine(flags.backend);
  const files = readTfjsFiles(join(folder, 'model.json'));
  const model = await instantiateLayersModel(folder, files.topology, files);
  const count = Math.min(flags.limit, dataset.count);
  const points = spreadTiles(folder, model, { spreads, dataset, count, seed: flags.seed });
  model.dispose();
  return points;
}
