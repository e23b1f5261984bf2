import type { Dataset } from '../contract/dataset.js';
import { bytesPerImage } from './imageBytes.js';

/** The images [from, to) of a data set, sharing its memory; the SHA-256 stays that of the whole data set. */
export function sliceImages(dataset: Dataset, from: number, to: number): Dataset {
  const size = bytesPerImage(dataset);
  const { pixels, labels, files } = dataset;
  return {
    ...dataset,
    count: to - from,
    labels: labels.subarray(from, to),
    pixels: pixels.subarray(from * size, to * size),
    ...(files === undefined
      ? {}
      : {
          files: {
            ...files,
            paths: files.paths.slice(from, to),
            sha256: files.sha256.subarray(32 * from, 32 * to),
          },
        }),
  };
}
