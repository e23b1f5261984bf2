import type { Dataset } from '../contract/dataset.js';
import type { DatasetSource } from './datasetSource.js';
import { digitCounts, readDigits } from './mnistDigits.js';
import { sealDataset } from './sealDataset.js';
import { sharedBytes } from './sharedBytes.js';
import { type Split, stratifiedSplit } from './stratifiedSplit.js';

const digitSide = 28;
const side = 32;
const border = (side - digitSide) / 2;
const classNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const testCount = 2000;

/**
 * 10,000 of the handwritten digits of MNIST, which come with the package, padded with zeros to 32 x 32 x 1, in a fixed split of
 * 8,000 / 2,000: 20 % of each digit, chosen by a keyed shuffle, are the test split. No image occurs twice.
 */
export const mnist: DatasetSource = {
  name: 'mnist',
  facts: {
    title: 'handwritten digits, padded from 28 x 28',
    place: { kind: 'embedded' },
    shape: [side, side, 1],
    counts: { train: digitCounts.reduce((a, b) => a + b, 0) - testCount, test: testCount },
    classNames,
  },
  load: async ({ split }) => {
    digits ??= splitDigits();
    const { images, labels, order, trainMean } = await digits;
    return sealDataset({
      name: 'mnist',
      split,
      shape: [side, side, 1],
      classNames,
      channelMeans: [trainMean],
      ...select({ images, labels }, order[split]),
    });
  },
};

interface Digits {
  readonly images: readonly Uint8Array[];
  readonly labels: Uint8Array;
}

/** Kept, because training needs both splits. */
let digits: Promise<Digits & { readonly order: Split; readonly trainMean: number }> | undefined;

async function splitDigits() {
  const bytes = await readDigits();
  const labels = Uint8Array.from(digitCounts.flatMap((count, digit) => new Array<number>(count).fill(digit)));
  const pixels = digitSide * digitSide;
  const images = Array.from(labels, (_, at) => bytes.subarray(at * pixels, (at + 1) * pixels));
  const order = stratifiedSplit(labels, classNames.length, { testCount, seed: 1 });
  return { images, labels, order, trainMean: meanOf(images, order.train) };
}

/** Mean over the padded images, on pixels in [0, 1]. */
function meanOf(images: readonly Uint8Array[], chosen: Int32Array): number {
  let sum = 0;
  for (const position of chosen) for (const byte of images[position]!) sum += byte;
  return sum / (chosen.length * side * side * 255);
}

function select({ images, labels }: Digits, chosen: Int32Array): Pick<Dataset, 'count' | 'pixels' | 'labels'> {
  const pixels = sharedBytes(chosen.length * side * side);
  const chosenLabels = sharedBytes(chosen.length);
  chosen.forEach((position, image) => {
    chosenLabels[image] = labels[position]!;
    for (let row = 0; row < digitSide; row++) {
      const from = images[position]!.subarray(row * digitSide, (row + 1) * digitSide);
      pixels.set(from, (image * side + row + border) * side + border);
    }
  });
  return { count: chosen.length, pixels, labels: chosenLabels };
}
