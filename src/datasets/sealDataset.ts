import { createHash } from 'node:crypto';
import { canonicalJson } from '../base/stableHash.js';
import type { Dataset } from '../contract/dataset.js';

/** Adds a data set's SHA-256 over count, shape, labels and pixels, or with `files` over these instead of pixels. */
export function sealDataset(parts: Omit<Dataset, 'sha256'>): Dataset {
  const { count, shape, labels, pixels, files } = parts;
  const perImage = shape[0] * shape[1] * shape[2];
  const isWhole = files === undefined ? pixels.length === count * perImage : files.sha256.length === 32 * count;
  if (!isWhole || labels.length !== count) {
    throw new RangeError(
      `${count} images of ${perImage} bytes: got ${pixels.length} bytes and ${labels.length} labels`,
    );
  }
  const orientation = files === undefined ? {} : { orientation: files.orientation };
  const sha256 = createHash('sha256')
    .update(canonicalJson({ count, shape, labelBytes: labels.BYTES_PER_ELEMENT, ...orientation }))
    .update(labels)
    .update(files?.sha256 ?? pixels)
    .digest('hex');
  return { ...parts, sha256 };
}
