import { snrDb } from '../metrics/snrDb.js';

/**
 * Signal-to-noise ratio in dB of one adversarial image: 20 log10(|x| / |x' - x|) over its pixels in [0, 1]; Infinity without change.
 * Both arrays have the same length.
 */
export function snr(clean: ArrayLike<number>, adversarial: ArrayLike<number>): number {
  if (clean.length !== adversarial.length) {
    throw new RangeError(`${clean.length} clean values but ${adversarial.length} adversarial ones`);
  }
  let signal = 0;
  let noise = 0;
  for (let at = 0; at < clean.length; at++) {
    signal += clean[at]! ** 2;
    noise += (adversarial[at]! - clean[at]!) ** 2;
  }
  return snrDb(Math.sqrt(signal), Math.sqrt(noise));
}

/**
 * Distance from perfect robustness: 1 - the share of correctly classified clean images that stay correct under attack, from whether
 * each image is classified correctly. NaN if no clean image is.
 */
export function gap(cleanCorrect: readonly boolean[], adversarialCorrect: readonly boolean[]): number {
  if (cleanCorrect.length !== adversarialCorrect.length) {
    throw new RangeError(`${cleanCorrect.length} clean images but ${adversarialCorrect.length} adversarial ones`);
  }
  const right = adversarialCorrect.filter((_, image) => cleanCorrect[image]);
  return 1 - right.filter(Boolean).length / right.length;
}
