import type { Proportion } from '../contract/result.js';
import { effectiveSize } from './effectiveSize.js';
import { wilsonInterval } from './wilsonInterval.js';

/**
 * Accuracy over all images from hits per image (0..draws each). Images are the sampling unit: the draws of one image are not
 * independent, so the 95 % interval is Wilson's with the effective size that the variance between images gives. For one draw that
 * is Wilson's own interval.
 */
export function accuracyProportion(hitsPerImage: readonly number[], draws: number): Proportion {
  const images = hitsPerImage.length;
  const total = images * draws;
  let hits = 0;
  for (const count of hitsPerImage) hits += count;
  if (draws === 1 || images === 0) return { hits, total, interval: wilsonInterval(hits, total) };
  const rate = hits / total;
  let squares = 0;
  for (const count of hitsPerImage) squares += (count / draws - rate) ** 2;
  const effectiveTotal = effectiveSize(rate, squares / images ** 2, { images, draws });
  return { hits, total, interval: wilsonInterval(hits, total, { effectiveTotal }) };
}
