import { join } from 'node:path';
import type { Dataset } from '../contract/dataset.js';
import type { DatasetSpec } from '../contract/suite.js';
import { datasetCatalogue } from './datasetCatalogue.js';
import { firstImages } from './firstImages.js';
import { loadPluggedDataset } from './pluggedDatasets.js';
import { publishedCorruptionsFolder } from './publishedCorruptions.js';
import { resolveDataDir } from './resolveDataDir.js';
import { withFileErrors } from './withFileErrors.js';

/**
 * Reads one split of a data set, or its first `images`, with pixels and labels in shared memory. `dataDir` undefined: as in
 * `resolveDataDir`; `images`: only the first N are needed, which may save decoding. Throws `UserError` with a remedy for files
 * that are missing, truncated or corrupt.
 */
export async function loadDataset(
  spec: DatasetSpec,
  { dataDir, images }: { readonly dataDir: string | undefined; readonly images?: number },
): Promise<Dataset> {
  const { plugin } = spec;
  if (plugin !== undefined) {
    const own = await withFileErrors(() => loadPluggedDataset(spec, plugin));
    return spec.images === undefined ? own : firstImages(own, spec.images);
  }
  const folder = dataDir ?? resolveDataDir(undefined);
  const corruptedFolder = join(folder, publishedCorruptionsFolder);
  const load = () => datasetCatalogue[spec.name].load(spec, folder, images === undefined ? {} : { images });
  const loaded = await withFileErrors(load);
  const dataset = spec.name === 'cifar10' && spec.split === 'test' ? { ...loaded, corruptedFolder } : loaded;
  return spec.images === undefined ? dataset : firstImages(dataset, spec.images);
}
