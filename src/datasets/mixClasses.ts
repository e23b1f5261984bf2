import type { Dataset } from '../contract/dataset.js';
import { fairOrder } from './fairOrder.js';
import { bytesPerImage } from './imageBytes.js';
import { sharedBytes } from './sharedBytes.js';

type Parts = Omit<Dataset, 'sha256'>;

/** Threshold for chi-squared in standard deviations from its mean; not exceeded by chance. */
const mostDeviation = 8;

/**
 * Keeps the order if the classes are mixed. Otherwise, e.g. in a file sorted by class, reorders the images so that every prefix
 * is a representative sample, and adds a note.
 */
export function mixClasses(parts: Parts): Parts {
  const { labels, pixels, classNames, count, notes = [] } = parts;
  if (isMixed(labels, classNames.length)) return parts;
  const size = bytesPerImage(parts);
  const order = fairOrder(labels, classNames.length);
  const mixed = { pixels: sharedBytes(count * size), labels: sharedBytes(count) };
  order.forEach((position, image) => {
    mixed.pixels.set(pixels.subarray(position * size, (position + 1) * size), image * size);
    mixed.labels[image] = labels[position]!;
  });
  const note =
    'the images in the files are sorted by class: they were shuffled, so that the first ones are a representative sample';
  return { ...parts, ...mixed, notes: [...notes, note] };
}

/** Whether class counts in the first 4, 8, 16, ... images per class are consistent with a random order. */
function isMixed(labels: Uint8Array | Uint16Array, classes: number): boolean {
  const shares = new Float64Array(classes);
  for (const label of labels) shares[label]! += 1 / labels.length;
  const present = shares.filter((share) => share > 0).length;
  const counts = new Float64Array(classes);
  let counted = 0;
  for (let end = 4 * classes; end <= labels.length; end *= 2) {
    for (; counted < end; counted++) counts[labels[counted]!]!++;
    let chiSquared = 0;
    for (const [label, share] of shares.entries()) {
      if (share > 0) chiSquared += (counts[label]! - end * share) ** 2 / (end * share);
    }
    if (chiSquared - (present - 1) > mostDeviation * Math.sqrt(2 * (present - 1))) return false;
  }
  return true;
}
