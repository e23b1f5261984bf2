import type { Proportion } from '../contract/result.js';
import { effectiveSize } from './effectiveSize.js';
import { wilsonInterval } from './wilsonInterval.js';

/**
 * Accuracy over the images that are classified correctly without an attack, from hits per image (0..draws each) on clean and
 * adversarial images: the weight of an image is its number of clean hits. hits = sum c a, total = draws sum c. The 95 % interval
 * is Wilson's with the effective size of the linearised ratio; for one draw that is Wilson's on sum c.
 */
export function relativeProportion(
  cleanHits: readonly number[],
  adversarialHits: readonly number[],
  draws: number,
): Proportion {
  if (cleanHits.length !== adversarialHits.length) {
    throw new RangeError(`${cleanHits.length} clean images but ${adversarialHits.length} adversarial ones`);
  }
  let hits = 0;
  let weight = 0;
  let squaredWeight = 0;
  for (let i = 0; i < cleanHits.length; i++) {
    hits += cleanHits[i]! * adversarialHits[i]!;
    weight += cleanHits[i]!;
    squaredWeight += cleanHits[i]! ** 2;
  }
  const total = draws * weight;
  if (draws === 1 || weight === 0) return { hits, total, interval: wilsonInterval(hits, total) };
  const rate = hits / total;
  let squares = 0;
  for (let i = 0; i < cleanHits.length; i++) {
    squares += (cleanHits[i]! * (adversarialHits[i]! / draws - rate)) ** 2;
  }
  // Kish's number of equally weighted images.
  const images = weight ** 2 / squaredWeight;
  const effectiveTotal = effectiveSize(rate, squares / weight ** 2, { images, draws });
  return { hits, total, interval: wilsonInterval(hits, total, { effectiveTotal }) };
}
