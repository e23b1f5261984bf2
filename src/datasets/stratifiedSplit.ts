import { randomStream, shuffle } from '../base/random.js';

/** Positions, in the undivided data set, of the images of each split, in the split's order. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits images, given by their labels, into `testCount` test images and training images. The test split has each class in
 * proportion (largest remainders). Both splits are ordered so that every prefix has each class in proportion, within about one
 * image. Depends only on the arguments.
 */
export function stratifiedSplit(labels: Uint8Array | Uint16Array, classes: number, options: SplitOptions): Split {
  const members = Array.from({ length: classes }, (_, label) => positionsOf(labels, label));
  const quotas = apportion(
    members.map((positions) => positions.length),
    options.testCount,
  );
  const train: Placed[] = [];
  const test: Placed[] = [];
  members.forEach((positions, label) => {
    const stream = randomStream(options.seed, 'split', label);
    shuffle(positions, stream);
    const quota = quotas[label]!;
    const spread = (chosen: Int32Array) =>
      Array.from(chosen, (position, rank) => ({ position, at: (rank + stream.float()) / chosen.length }));
    test.push(...spread(positions.subarray(0, quota)));
    train.push(...spread(positions.subarray(quota)));
  });
  return { train: inOrder(train), test: inOrder(test) };
}

export interface SplitOptions {
  readonly testCount: number;
  readonly seed: number;
}

/** Divides `total` in proportion to the sizes; the rest after rounding down goes to the largest remainders, lower index first. */
export function apportion(sizes: readonly number[], total: number): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const shares = sizes.map((size) => Math.floor((size * total) / sum));
  const left = total - shares.reduce((a, b) => a + b, 0);
  const remainders = sizes.map((size, index) => ({ index, remainder: (size * total) % sum }));
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of remainders.slice(0, left)) shares[index]!++;
  return shares;
}

/** An image and its position in the split's order, in [0, 1). */
interface Placed {
  readonly position: number;
  readonly at: number;
}

function positionsOf(labels: Uint8Array | Uint16Array, label: number): Int32Array {
  const positions: number[] = [];
  labels.forEach((each, position) => {
    if (each === label) positions.push(position);
  });
  return Int32Array.from(positions);
}

function inOrder(images: Placed[]): Int32Array {
  images.sort((a, b) => a.at - b.at || a.position - b.position);
  return Int32Array.from(images, ({ position }) => position);
}
