import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errorsOf, isUserFault, UserError } from '../base/errors.js';
import { readRecord } from '../base/readRecord.js';
import type { OutdatedReduction, ReductionRecord } from '../contract/reductionRecord.js';
import { isComplete, readTfjsFiles } from './readTfjsFiles.js';

/**
 * Whether the model in `folder` was made by `rapa reduce` from a tiled model that holds other weights now; null for current reductions, other
 * models and where the tiled model is not at hand. Throws `UserErrors` for a faulty reduction.json, `UserError` for a damaged tiled model.
 */
export function outdatedReduction(folder: string): OutdatedReduction | null {
  const file = join(folder, 'reduction.json');
  if (!existsSync(file)) return null;
  const remedy = 'restore the file, or remove the folder and reduce the tiled model again';
  const record = readRecord<ReductionRecord>(file, { kind: 'reduction', what: 'a reduction record', remedy });
  const source = join(folder, record.source.folder);
  const today = weightsOf(file, source);
  return today === null || today === record.source.weightsSha256 ? null : { source, by: record.by };
}

/** SHA-256 of a tiled model's weights, null if it is not there. The error for a damaged one names the record that led to it. */
function weightsOf(file: string, source: string): string | null {
  const description = join(source, 'model.json');
  try {
    return isComplete(description) ? readTfjsFiles(description).weightsSha256 : null;
  } catch (error) {
    if (!isUserFault(error)) throw error;
    const [{ parts }] = errorsOf(error) as [UserError];
    const remedy = 'restore the tiled model, or remove the folder of the reduction and reduce it again';
    throw new UserError({ ...parts, where: `${parts.where}, of which ${file} is the record of a reduction`, remedy });
  }
}
