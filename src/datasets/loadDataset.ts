import type { Dataset } from '../contract/dataset.js';
import type { DatasetSpec } from '../contract/suite.js';
import { datasetCatalogue } from './datasetCatalogue.js';
import { resolveDataDir } from './resolveDataDir.js';
import { withFileErrors } from './withFileErrors.js';

/**
 * Reads one split of a data set, pixels and labels on shared memory. `dataDir` undefined: as `resolveDataDir` has it.
 * Throws `UserError` for files that are missing, truncated or corrupt, with what to do.
 */
export function loadDataset(
  spec: DatasetSpec,
  { dataDir }: { readonly dataDir: string | undefined },
): Promise<Dataset> {
  return withFileErrors(() => datasetCatalogue[spec.name].load(spec, dataDir ?? resolveDataDir(undefined)));
}
