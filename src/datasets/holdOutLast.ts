import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import { sealDataset } from './sealDataset.js';
import { sliceImages } from './sliceImages.js';

/**
 * Divides a training part into all but its last `count` images, to train on, and those, to test on: for choosing settings
 * without a look at the test images. Both are on the same memory, with SHA-256 of their own; the channel means stay those
 * of the whole part. Throws `UserError` where no image would be left to train on.
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
