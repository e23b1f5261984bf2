import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import { sealDataset } from './sealDataset.js';
import { sliceImages } from './sliceImages.js';

/**
 * Splits off the last `count` training images as a held-out set, so that settings are chosen without the test images. Both parts
 * share the memory and have different SHA-256; the channel means stay those of the whole split. Throws `UserError` if no training
 * image would be left.
 */
export function holdOutLast(dataset: Dataset, count: number): { readonly train: Dataset; readonly test: Dataset } {
  if (count >= dataset.count) {
    throw new UserError({
      where: `data set '${dataset.name}', ${dataset.split} part`,
      expected: `more than ${count} images, because "holdOut" excludes the last ${count} from training`,
      found: `${dataset.count}`,
      remedy: `hold out at most ${dataset.count - 1}`,
    });
  }
  const part = (split: Dataset['split'], from: number, to: number): Dataset => {
    const { sha256: _, ...parts } = sliceImages(dataset, from, to);
    return sealDataset({ ...parts, split });
  };
  const kept = dataset.count - count;
  return { train: part('train', 0, kept), test: part('test', kept, dataset.count) };
}
