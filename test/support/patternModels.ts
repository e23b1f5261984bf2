import { randomStream } from '../../src/base/random.js';
import type { Dataset } from '../../src/contract/dataset.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';

const shape = [16, 16, 1] as const;
const dimensions = 256;
const stream = randomStream(1, 'test', 5);
/** Bright on the left and dark on the right. */
const pattern = Float32Array.from({ length: dimensions }, (_, at) => (at % 16 < 8 ? 1 : -1));

/** Two classes: a pattern and its negative, each pixel 0.1 off mid-grey but for noise of at most 0.1. */
export function patternDataset(count: number): Dataset {
  const labels = Uint8Array.from({ length: count }, (_, image) => image % 2);
  const pixelOf = (at: number) => {
    const side = labels[Math.floor(at / dimensions)] === 0 ? 0.1 : -0.1;
    return Math.round(255 * (0.5 + side * pattern[at % dimensions]! + 0.2 * (stream.float() - 0.5)));
  };
  return {
    ...{ name: 'patterns', split: 'test', count, shape, labels },
    classNames: ['pattern', 'negative'],
    pixels: Uint8Array.from({ length: count * dimensions }, (_, at) => pixelOf(at)),
    channelMeans: [0.5],
    sha256: `patterns-${count}`,
  };
}

/**
 * Tells the pattern from its negative by their correlation with the image, `gain` times which are the logits: about 0.2 x
 * `gain` apart. `levels` rounds the pixels first; `spread` adds noise to the weights, drawn anew for each image and draw,
 * whose standard deviation it is in units of the weights.
 */
export function patternModel({
  gain = 20,
  levels = 0,
  spread = 0,
}: {
  readonly gain?: number;
  readonly levels?: number;
  readonly spread?: number;
} = {}): LoadedModel {
  const logits: LoadedModel['logits'] = (pixels, key) =>
    tf.tidy(() => {
      const images = pixels.shape[0];
      const seen = levels === 0 ? pixels : pixels.mul(levels).round().div(levels);
      const weights = new Float32Array(images * dimensions);
      for (let position = 0; position < images; position++) {
        const own = randomStream(key.seed, key.purpose, 78, key.images[position]!, key.draw);
        for (const [at, weight] of pattern.entries()) {
          const noise = spread === 0 ? 0 : spread * Math.sqrt(12) * (own.float() - 0.5);
          weights[position * dimensions + at] = weight + noise;
        }
      }
      const weighted = seen
        .reshape([images, dimensions])
        .sub(0.5)
        .mul(tf.tensor2d(weights, [images, dimensions]));
      const score = weighted.sum(1, true).mul(gain / dimensions);
      return tf.concat([score, score.neg()], 1) as tf.Tensor2D;
    });
  const stochastic = spread > 0;
  return {
    sha256: `pattern ${gain} ${levels} ${spread}`,
    facts: {
      ...{ parameters: { convolution: 0, total: dimensions }, tiles: [] },
      ...{ scheme: stochastic ? 'random' : 'none', stochastic },
    },
    inputShape: shape,
    classes: 2,
    outputs: 'logits',
    logits,
    dispose: () => {},
  };
}

/** A network of one hidden layer, trained on `dataset` in a few steps. */
export async function patternNetwork({ pixels, labels, count }: Dataset): Promise<LoadedModel> {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [...shape] }),
      tf.layers.dense({ units: 16, activation: 'relu', kernelInitializer: tf.initializers.heNormal({ seed: 3 }) }),
      tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.heNormal({ seed: 4 }) }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(0.01),
    loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits),
  });
  const images = tf.tensor4d(
    Float32Array.from(pixels, (value) => value / 255),
    [count, ...shape],
  );
  await model.fit(images, tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 2), {
    ...{ epochs: 30, batchSize: count, shuffle: false, verbose: 0 },
  });
  return {
    ...patternModel(),
    sha256: 'network',
    logits: (batch) => model.apply(batch) as tf.Tensor2D,
    dispose: () => model.dispose(),
  };
}
