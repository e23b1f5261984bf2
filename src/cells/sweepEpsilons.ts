import type { PerturbationNorm } from '../contract/attackNorm.js';
import type { SnrReference, Strength } from '../contract/suite.js';
import { epsilonForSnr } from '../metrics/epsilonForSnr.js';

/**
 * Each image's L2 norm |x| that its SNR refers to: of the pixels in [0, 1], or after subtracting the data set's channel
 * means (`centered`, as in the paper). `pixels` is [images, H, W, C] with C = channelMeans.length.
 */
export function signalNorms(
  pixels: Float32Array,
  images: number,
  { reference, channelMeans }: { readonly reference: SnrReference; readonly channelMeans: readonly number[] },
): Float64Array {
  const perImage = pixels.length / images;
  const channels = channelMeans.length;
  const norms = new Float64Array(images);
  for (let image = 0; image < images; image++) {
    let squares = 0;
    for (let at = 0; at < perImage; at++) {
      const mean = reference === 'centered' ? channelMeans[at % channels]! : 0;
      squares += (pixels[image * perImage + at]! - mean) ** 2;
    }
    norms[image] = Math.sqrt(squares);
  }
  return norms;
}

/**
 * Per point of the sweep, each image's epsilon in the attack's norm. An SNR fixes the Euclidean norm of the perturbation:
 * for `l2` that is the epsilon, for the others the value which, in every one of `dimensions` places, has that norm.
 */
export function sweepEpsilons(
  strength: Strength,
  norms: Float64Array,
  { dimensions, norm }: { readonly dimensions: number; readonly norm: PerturbationNorm },
): Float32Array[] {
  if (strength.kind === 'epsilons') {
    return strength.epsilons.map((epsilon) => new Float32Array(norms.length).fill(epsilon));
  }
  const values = norm === 'l2' ? 1 : dimensions;
  return strength.snrDb.map((snrDb) => Float32Array.from(norms, (signal) => epsilonForSnr(signal, snrDb, values)));
}
