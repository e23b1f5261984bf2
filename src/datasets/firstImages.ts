import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import { sliceImages } from './sliceImages.js';

/**
 * The first `count` images of a data set, sharing its memory. The SHA-256 stays that of the whole split, so that cached results
 * are valid for both. Throws `UserError` if there are fewer.
 */
export function firstImages(dataset: Dataset, count: number): Dataset {
  if (count > dataset.count) {
    throw new UserError({
      where: `data set '${dataset.name}', ${dataset.split} part`,
      expected: `${count} images, as the suite's dataset.images requires`,
      found: `${dataset.count}`,
      remedy: `ask for at most ${dataset.count}, or remove "images" to use all`,
    });
  }
  return sliceImages(dataset, 0, count);
}
