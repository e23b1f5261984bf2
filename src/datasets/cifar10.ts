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
  sha1: {
    'data_batch_1.bin': 'aadd24acce27caa71bf4b10992e9e7b2d74c2540',
    'data_batch_2.bin': 'c0ba65cce70568cd57b4e03e9ac8d2a5367c1795',
    'data_batch_3.bin': '1dd00a74ab1d17a6e7d73e185b69dbf31242f295',
    'data_batch_4.bin': 'aab85764eb3584312d3c7f65fd2fd016e36a258e',
    'data_batch_5.bin': '26e2849e66a845b7f1e4614ae70f4889ae604628',
    'test_batch.bin': '67eb016db431130d61cd03c7ad570b013799c88c',
  },
});
