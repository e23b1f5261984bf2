import type { Dataset } from '../contract/dataset.js';
import { imageIds } from '../contract/imageRange.js';
import type { MeasuredErrors } from '../contract/tileSpread.js';
import { pixelsToFloat } from '../datasets/pixelsToFloat.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import { joinLayers } from '../models/joinLayers.js';
import tf from '../tfjs/tfjs.cjs';

/** Measures a model on the first `count` images of a data set, draw 0 of purpose 'clean'. */
export function measureErrors(
  model: tf.LayersModel,
  dataset: Dataset,
  { seed, count = dataset.count }: { readonly seed: number; readonly count?: number },
): MeasuredErrors {
  const batchSize = 100;
  const joined = joinLayers(model);
  let errors = 0;
  let confidence = 0;
  for (let from = 0; from < count; from += batchSize) {
    const to = Math.min(count, from + batchSize);
    const images = imageIds([[from, to]]);
    const options: ForwardOptions = { training: false, draw: { seed, purpose: 'clean', images, draw: 0 } };
    const [wrong, sure] = tf.tidy(() => {
      const pixels = tf.tensor4d(pixelsToFloat(dataset, [from, to]), [to - from, ...dataset.shape]);
      const logits = joined.model.apply(pixels, options as tf.serialization.ConfigDict) as tf.Tensor2D;
      const labels = tf.tensor1d(Int32Array.from(dataset.labels.subarray(from, to)), 'int32');
      const wrongOnes = logits.argMax(1).notEqual(labels).sum().dataSync()[0]!;
      return [wrongOnes, tf.softmax(logits).max(1).sum().dataSync()[0]!];
    });
    errors += wrong!;
    confidence += sure!;
  }
  joined.dispose();
  return { error: errors / count, confidence: confidence / count };
}
