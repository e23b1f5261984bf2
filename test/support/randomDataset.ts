import { randomStream } from '../../src/base/random.js';
import type { Dataset } from '../../src/contract/dataset.js';

/** A seeded data set of noise with random labels. */
export function randomDataset(
  count: number,
  shape: readonly [number, number, number],
  { classes, seed = 1 }: { readonly classes: number; readonly seed?: number },
): Dataset {
  const stream = randomStream(seed, 'test', 99);
  const perImage = shape[0] * shape[1] * shape[2];
  return {
    name: 'noise',
    split: 'test',
    count,
    shape,
    classNames: Array.from({ length: classes }, (_, index) => `class ${index}`),
    pixels: Uint8Array.from({ length: count * perImage }, () => stream.int(256)),
    labels: Uint8Array.from({ length: count }, () => stream.int(classes)),
    channelMeans: new Array<number>(shape[2]).fill(0.5),
    sha256: `noise-${seed}`,
  };
}
