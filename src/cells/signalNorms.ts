import type { SnrReference } from '../contract/suite.js';

/**
 * Each image's L2 norm |x| for its SNR: of the pixels in [0, 1], or after subtracting the data set's channel means (`centered`,
 * as in the paper). `pixels` is [images, H, W, C] with C = channelMeans.length.
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
