import { stableHash } from '../base/stableHash.js';
import type { ModelReading } from '../contract/modelReading.js';
import type { LoadedModel, ModelDemands } from './loadedModel.js';
import { readModel } from './modelReaders.js';
import { nothingToProgram } from './programWeights.js';
import { readNetwork } from './readNetwork.js';
import { refuseUntiled } from './reduceTiles.js';

export type { LoadedModel, ModelDemands } from './loadedModel.js';

/**
 * Loads a model of any format that is known from its folder or file, checks it against the data set and tries it on two
 * random images. Throws `UserError` for missing, cut-off, too large or unknown content, NaN or infinite weights, a shape or
 * class count that does not fit, and a model without gradients; `AllocationFailure` where memory does not do for two images.
 */
export async function loadModel(path: string, demands: ModelDemands, reading: ModelReading = {}): Promise<LoadedModel> {
  const files = readModel(path, reading, demands.memoryBytes);
  if (reading.reduce !== undefined && files.format !== 'tfjs-layers')
    refuseUntiled(path, `a model in the format ${files.format}`);
  if (reading.analog !== undefined && files.format !== 'tfjs-layers')
    throw nothingToProgram(path, `a model in the format ${files.format}, whose layers are not told apart`);
  const network = await files.open(reading);
  try {
    return readNetwork(network, {
      path,
      format: files.format,
      sha256: hashOf(files.sha256, reading),
      demands,
      reading,
    });
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/**
 * The hash that results give a model with these reading settings, from its files alone. Throws `UserError` like `loadModel` where they
 * are missing, cut off or of no known format.
 */
export function modelHash(path: string, reading: ModelReading = {}): string {
  return hashOf(readModel(path, reading).sha256, reading);
}

/** Without special reading settings a model keeps the hash of its files; `format` does not change it. */
function hashOf(sha256: string, { format: _, ...reading }: ModelReading): string {
  const { preprocessing, output, classes, reduce, analog } = reading;
  if ([preprocessing, output, classes, reduce, analog].every((setting) => setting === undefined)) return sha256;
  const rare = {
    ...(output === undefined ? {} : { output }),
    ...(reduce === undefined ? {} : { reduce }),
    ...(analog === undefined ? {} : { analog }),
  };
  return stableHash({ files: sha256, preprocessing, ...rare, classes });
}
