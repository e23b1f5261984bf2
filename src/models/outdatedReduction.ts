import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../base/readRecord.js';
import type { ReductionRecord } from '../contract/reductionRecord.js';
import { readTfjsFiles } from './readTfjsFiles.js';

/**
 * The folder of the tiled model that the model in `folder` is a reduction of, by `rapa reduce`, if it holds other weights now; null for current reductions, other models and
 * where the tiled model is not at hand. Throws `UserErrors` for a faulty reduction.json, `UserError` for a cut-off tiled model.
 */
export function outdatedReduction(folder: string): string | null {
  const file = join(folder, 'reduction.json');
  if (!existsSync(file)) return null;
  const remedy = 'restore the file, or remove the folder and reduce the tiled model again';
  const { source } = readRecord<ReductionRecord>(file, { kind: 'reduction', what: 'a reduction record', remedy });
  if (!['model.json', 'weights.bin'].every((name) => existsSync(join(source.folder, name)))) return null;
  return readTfjsFiles(join(source.folder, 'model.json')).weightsSha256 === source.weightsSha256 ? null : source.folder;
}
