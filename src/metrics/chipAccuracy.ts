import { randomStream } from '../base/random.js';
import type { Interval, Proportion } from '../contract/result.js';
import { accuracyProportion } from './accuracyProportion.js';

const resamples = 1000;

/**
 * Accuracy over all chips and images from hits per image (0..draws) of each chip, all over the same images. The 95 % interval is over
 * chips and images: each resample draws both, with replacement (Owen 2007, which errs on the wide side). With one chip it is
 * that over images. Throws RangeError if the chips have different numbers of images.
 */
export function chipAccuracy(chips: readonly (readonly number[])[], draws: number): Proportion {
  const [first = [], ...others] = chips;
  if (others.some(({ length }) => length !== first.length)) throw new RangeError('chips with other numbers of images');
  if (others.length === 0) return accuracyProportion(first, draws);
  const images = first.length;
  const total = images * draws * chips.length;
  const hits = chips.flat().reduce((sum, own) => sum + own, 0);
  if (images === 0) return { hits, total, interval: [0, 1] };
  return { hits, total, interval: interval(chips, draws) };
}

function interval(chips: readonly (readonly number[])[], draws: number): Interval {
  const images = chips[0]!.length;
  const rates = Float64Array.from({ length: resamples }, (_, resample) => {
    const stream = randomStream(1, 'bootstrap', resample);
    const drawn = chips.map(() => chips[stream.int(chips.length)]!);
    let hits = 0;
    for (let n = 0; n < images; n++) {
      const image = stream.int(images);
      for (const chip of drawn) hits += chip[image]!;
    }
    return hits / (images * draws * chips.length);
  }).sort();
  return [rates[Math.floor(0.025 * resamples)]!, rates[Math.ceil(0.975 * resamples) - 1]!];
}
