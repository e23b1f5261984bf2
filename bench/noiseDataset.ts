import { randomStream } from '../src/base/random.js';
import type { Dataset } from '../src/contract/dataset.js';
import { sealDataset } from '../src/datasets/sealDataset.js';
import { sharedBytes } from '../src/datasets/sharedBytes.js';
import { io } from './networks.js';

/** Seeded noise images in memory shared with workers, with the given classes or random ones. */
export function noiseDataset(count: number, given?: readonly number[]): Dataset {
  const stream = randomStream(1, 'test', count);
  const pixels = sharedBytes(count * io.inputShape.reduce((product, side) => product * side));
  for (let at = 0; at < pixels.length; at++) pixels[at] = stream.int(256);
  const labels = sharedBytes(count);
  for (let at = 0; at < count; at++) labels[at] = given?.[at] ?? stream.int(io.classes);
  const classNames = Array.from({ length: io.classes }, (_, index) => `class ${index}`);
  const { inputShape: shape } = io;
  const channelMeans = [0.5, 0.5, 0.5];
  return sealDataset({ name: 'noise', split: 'test', count, shape, classNames, pixels, labels, channelMeans });
}
