import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import type { DatasetSpec } from '../contract/suite.js';
import { datasetCatalogue } from './datasetCatalogue.js';
import { resolveDataDir } from './resolveDataDir.js';

/**
 * Reads one split of a data set, pixels and labels on shared memory. `dataDir` undefined: as `resolveDataDir` has it.
 * Throws `UserError` for files that are missing, truncated or corrupt, with what to do.
 */
export async function loadDataset(
  spec: DatasetSpec,
  { dataDir }: { readonly dataDir: string | undefined },
): Promise<Dataset> {
  try {
    return await datasetCatalogue[spec.name].load(spec, dataDir ?? resolveDataDir(undefined));
  } catch (error) {
    const { syscall, path, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined || path === undefined) throw error;
    throw new UserError({ where: path, expected: 'to be readable', found: message, remedy: 'check its permissions' });
  }
}
