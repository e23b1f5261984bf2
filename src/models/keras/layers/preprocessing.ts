import { UserError } from '../../../base/errors.js';
import tf from '../../../tfjs/tfjs.cjs';
import {
  type BuiltLayer,
  firstTensor,
  type KerasLayer,
  type KerasLayers,
  type LayerParts,
  unary,
} from '../kerasLayer.js';
import { placed } from './normalization.js';

/** Layers that prepare images, and layers that change images only in training. */
export const preprocessingLayers: KerasLayers = {
  Rescaling: ({ attributes, weights }) => {
    const scale = weights.keep(() => tf.tensor1d(attributes.numbers('scale')));
    const offset = weights.keep(() => tf.tensor1d(attributes.has('offset') ? attributes.numbers('offset') : [0]));
    const one = (x: tf.Tensor) => (x.size === 1 ? x.reshape([]) : x);
    return unary((x) => x.mul(one(scale)).add(one(offset)));
  },
  Normalization: normalization,
  ...Object.fromEntries(
    [
      'AugMix',
      'CutMix',
      'MixUp',
      'RandAugment',
      'RandomBrightness',
      'RandomColorDegeneration',
      'RandomColorJitter',
      'RandomContrast',
      'RandomElasticTransform',
      'RandomErasing',
      'RandomFlip',
      'RandomGaussianBlur',
      'RandomGrayscale',
      'RandomHeight',
      'RandomHue',
      'RandomInvert',
      'RandomPerspective',
      'RandomPosterization',
      'RandomRotation',
      'RandomSaturation',
      'RandomSharpness',
      'RandomShear',
      'RandomTranslation',
      'RandomWidth',
      'RandomZoom',
    ].map((name) => [name, augmentation]),
  ),
};

/** Does not change images in test mode. Throws `UserError` if the model calls it in training mode. */
function augmentation({ attributes }: LayerParts): BuiltLayer {
  for (const key of Object.keys(attributes.raw)) attributes.has(key); // they only affect training
  return ({ args, kwargs }) => {
    if (kwargs.training !== true) return firstTensor(args).clone();
    throw new UserError({
      where: attributes.where,
      expected: 'layers that are called in test mode',
      found: 'training=True: this one changes images at random, by a generator that is not known here',
      remedy: 'build the model again without training=True in the call of the layer, and convert it',
    });
  };
}

/** (x - mean) / max(sqrt(variance), 1e-7) over an axis, with statistics from the configuration or the weights. */
function normalization({ attributes, weights }: LayerParts): ReturnType<KerasLayer> {
  const axes = attributes.has('axis') ? attributes.integers('axis') : attributes.raw.axis === null ? [] : [-1];
  const statistic = (key: 'mean' | 'variance') => {
    const stored = attributes.has(key) ? undefined : weights.find(key);
    return weights.keep(() => (stored === undefined ? tf.tensor1d(attributes.numbers(key)) : stored.flatten()));
  };
  const mean = statistic('mean');
  const variance = statistic('variance');
  const deviation = weights.keep(() => tf.maximum(tf.sqrt(variance), 1e-7));
  const invert = attributes.flag('invert', false);
  return unary((x) => {
    const over = placed(axes, x.rank);
    const shape = x.shape.map((side, axis) => (over.includes(axis) ? side : 1));
    const sides = (value: tf.Tensor) => (value.size === 1 ? value.reshape([]) : value.reshape(shape));
    return invert ? x.mul(sides(deviation)).add(sides(mean)) : x.sub(sides(mean)).div(sides(deviation));
  });
}
