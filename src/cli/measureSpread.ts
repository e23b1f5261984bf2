import { dirname } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import type { Dataset } from '../contract/dataset.js';
import type { SpreadPoint } from '../contract/tileSpread.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { startEngine } from '../kernels/engine.js';
import { instantiateLayersModel } from '../models/instantiateLayersModel.js';
import { readTfjsFiles, requireModelJson } from '../models/readTfjsFiles.js';
import { replicatedLayers } from '../models/reduceTiles.js';
import { readTrainingRecord } from '../recipes/readTrainingRecord.js';
import type tf from '../tfjs/tfjs.cjs';
import { spreadTiles } from '../training/spreadTiles.js';

interface SpreadFlags {
  readonly backend: BackendChoice;
  readonly limit: number;
  readonly seed: number;
  readonly dataDir?: string;
}

/**
 * Checks that a model can be measured. Throws `UserError` for a model that cannot be read, has no tiles or no training record, and for
 * images that are not there.
 */
export async function checkSpread(path: string, flags: SpreadFlags): Promise<void> {
  const { model } = await open(path, flags);
  model.dispose();
}

/**
 * Measures a model, by its folder or model.json, with its tiles moved towards and away from their mean, on the first test images of its data
 * set. Throws `UserError` like `checkSpread`.
 */
export async function measureSpread(
  path: string,
  spreads: readonly number[],
  flags: SpreadFlags,
): Promise<SpreadPoint[]> {
  const { model, dataset } = await open(path, flags);
  const count = Math.min(flags.limit, dataset.count);
  const points = spreadTiles(path, model, { spreads, dataset, count, seed: flags.seed });
  model.dispose();
  return points;
}

/** The caller disposes of the model. */
async function open(path: string, flags: SpreadFlags): Promise<{ model: tf.LayersModel; dataset: Dataset }> {
  const file = requireModelJson(path);
  const { recipe } = readTrainingRecord(dirname(file));
  const dataset = await loadDataset({ ...recipe.dataset, split: 'test' }, { dataDir: resolveDataDir(flags.dataDir) });
  await startEngine(flags.backend);
  const files = readTfjsFiles(file);
  const model = await instantiateLayersModel(path, files.topology, files);
  replicatedLayers(path, model);
  return { model, dataset };
}
