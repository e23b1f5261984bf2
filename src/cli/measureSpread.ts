import { dirname } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import type { Dataset } from '../contract/dataset.js';
import type { SpreadMeasurement } from '../contract/tileSpread.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { startEngine } from '../kernels/engine.js';
import { instantiateLayersModel } from '../models/instantiateLayersModel.js';
import { readTfjsFiles, requireModelJson } from '../models/readTfjsFiles.js';
import { replicatedLayers } from '../models/reduceTiles.js';
import { readTrainingRecord } from '../recipes/readTrainingRecord.js';
import type tf from '../tfjs/tfjs.cjs';
import { spreadTiles } from '../training/spreadTiles.js';

/** A tiled model that can be measured, and the test images of its data set. */
export interface SpreadModel {
  readonly path: string;
  readonly model: tf.LayersModel;
  readonly dataset: Dataset;
}

/**
 * Opens a model, by its folder or model.json, and its test images. Throws `UserError` for a model that cannot be read, has no tiles or no
 * training record, and for images that are not there.
 */
export async function openSpreadModel(
  path: string,
  flags: { readonly backend: BackendChoice; readonly dataDir?: string },
): Promise<SpreadModel> {
  const file = requireModelJson(path);
  const { recipe } = readTrainingRecord(dirname(file));
  const dataset = await loadDataset({ ...recipe.dataset, split: 'test' }, { dataDir: resolveDataDir(flags.dataDir) });
  await startEngine(flags.backend);
  const files = readTfjsFiles(file);
  const model = await instantiateLayersModel(path, files.topology, files);
  replicatedLayers(path, model);
  return { path, model, dataset };
}

/** Measures a model with its tiles moved towards and away from their mean, on the first `limit` test images or on all if there are fewer, and disposes of it. */
export function measureSpread(
  { path, model, dataset }: SpreadModel,
  spreads: readonly number[],
  { limit, seed }: { readonly limit: number; readonly seed: number },
): SpreadMeasurement {
  const images = Math.min(limit, dataset.count);
  const points = spreadTiles(path, model, { spreads, dataset, count: images, seed });
  model.dispose();
  return { images, points };
}
