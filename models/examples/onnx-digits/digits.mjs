// Writes the training part of the digits to standard output: 1024 pixels of 8 bits and a label, an image after another.
import { loadDataset } from '../../../dist/datasets/loadDataset.js';

const { pixels, labels, count } = await loadDataset({ name: 'mnist', split: 'train' }, { dataDir: undefined });
for (let image = 0; image < count; image++) {
  process.stdout.write(Buffer.from([...pixels.subarray(image * 1024, (image + 1) * 1024), labels[image]]));
}
