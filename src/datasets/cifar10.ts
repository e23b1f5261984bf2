import { cifarBinary } from './cifarBinary.js';

/** 60,000 colour images of 32 x 32 in 10 classes (Krizhevsky 2009), in the publisher's split of 50,000 / 10,000. */
export const cifar10 = cifarBinary({
  name: 'cifar10',
  title: 'colour photographs, 10 classes',
  folder: 'cifar-10-batches-bin',
  labelBounds: [10],
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: ['test_batch.bin'],
  imagesPerFile: { train: 10_000, test: 10_000 },
  namesFile: 'batches.meta.txt',
  classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  // Means of the published training images, in bytes; recomputed from the files to the third decimal.
  channelMeans: [125.307 / 255, 122.95 / 255, 113.865 / 255],
});
