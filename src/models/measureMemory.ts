import { peakBytes } from '../kernels/peakBytes.js';
import tf from '../tfjs/tfjs.cjs';
import type { LoadedModel } from './loadModel.js';
import { trialDraw, trialImages } from './probeModel.js';

/**
 * Memory per image of a batch in bytes: the difference between the gradients of two images and of one. An attack holds the
 * intermediate results of its gradient and some copies of the images.
 */
export async function measureImageBytes({ logits, inputShape }: LoadedModel): Promise<number> {
  const both = trialImages(inputShape);
  const one = both.slice([0, 0, 0, 0], [1, -1, -1, -1]);
  const gradient = (pixels: tf.Tensor4D, images: readonly number[]) => () =>
    tf.tidy(() => {
      tf.grad((x) => logits(x as tf.Tensor4D, { ...trialDraw, images }).sum())(pixels);
    });
  const first = gradient(one, [0]);
  first(); // excludes what the engine keeps for later passes
  const single = await peakBytes(first);
  const double = await peakBytes(gradient(both, [0, 1]));
  tf.dispose([both, one]);
  const copies = 8 * 4 * inputShape[0] * inputShape[1] * inputShape[2];
  return Math.max(double - single, single / 2) + copies;
}
