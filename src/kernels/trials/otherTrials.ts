import { streamWords } from '../../base/random.js';
import tf from '../../tfjs/tfjs.cjs';
import { mixedPool } from '../mixedPool/mixedPool.js';
import { momentumStep } from '../momentumStep/momentumStep.js';
import { compiledAssignment } from '../randomAssignment/randomAssignment.js';
import { stochasticPool } from '../stochasticPool/stochasticPool.js';
import { floats, type Trial, withGradients } from './trial.js';

export const poolings = ['max', 'average', 'mixed', 'weighted', 'stochastic'] as const;

export interface PoolShape {
  readonly pooling: (typeof poolings)[number];
  readonly batch: number;
  readonly side: number;
  readonly channels: number;
  readonly size: number;
  readonly strides: number;
}

/** Pooling of square windows without padding, and its gradients. */
export function poolTrial(shape: PoolShape): Trial {
  const { pooling, batch, side, channels, size, strides } = shape;
  const out = Math.floor((side - size) / strides) + 1;
  const compute = () => {
    const x = floats<tf.Rank.R4>(1, [batch, side, side, channels], true);
    const random = tf.abs(floats<tf.Rank.R4>(2, [batch, out, out, channels]));
    const square = { size, strides };
    switch (pooling) {
      case 'max':
        return withGradients([x], (a) => tf.maxPool(a as tf.Tensor4D, size, strides, 'valid'));
      case 'average':
        return withGradients([x], (a) => tf.avgPool(a as tf.Tensor4D, size, strides, 'valid'));
      case 'mixed':
        return withGradients([x, floats(3, [channels])], (a, mixture) =>
          mixedPool(a as tf.Tensor4D, mixture as tf.Tensor1D, square),
        );
      case 'weighted':
        return withGradients([x], (a) => stochasticPool(a as tf.Tensor4D, { ...square, random: null }));
      case 'stochastic':
        return withGradients([x], (a) => stochasticPool(a as tf.Tensor4D, { ...square, random }));
    }
  };
  return { name: `pooling ${JSON.stringify(shape)}`, compute };
}

export interface NormalizationShape {
  readonly pixels: number;
  readonly channels: number;
  readonly depthRadius: number;
  readonly beta: number;
}

/** Local response normalisation and its gradient. */
export function normalizationTrial(shape: NormalizationShape): Trial {
  const { pixels, channels, depthRadius, beta } = shape;
  const compute = () =>
    withGradients([floats(1, [1, 1, pixels, channels])], (x) =>
      tf.localResponseNormalization(x as tf.Tensor4D, depthRadius, 1, 1e-2, beta),
    );
  return { name: `normalisation ${JSON.stringify(shape)}`, compute };
}

export interface ArithmeticShape {
  readonly rows: number;
  readonly columns: number;
}

/** Arithmetic with a row or a column, signs, bounds, and a step of gradient descent with momentum. */
export function arithmeticTrial(shape: ArithmeticShape): Trial {
  const { rows, columns } = shape;
  const compute = () => {
    const [a, gradient, velocity] = [1, 2, 3].map((seed) => floats<tf.Rank.R2>(seed, [rows, columns], seed === 1));
    const parts = [floats(4, [columns]), floats(5, [rows, 1])];
    const pairs = parts.flatMap((part) => [
      a!.add(part),
      a!.sub(part),
      part.sub(a!),
      a!.mul(part),
      part.div(gradient!),
      a!.maximum(part),
      part.minimum(a!),
    ]);
    const tensors = { weights: a!, gradient: gradient!, velocity: velocity! };
    const step = momentumStep(tensors, { rate: 0.1, momentum: 0.9, gradientScale: 0.5, weightDecay: 1e-3 });
    return [...pairs, tf.sign(a!), tf.clipByValue(a!, -0.5, 0.75), step.weights, step.velocity];
  };
  return { name: `arithmetic ${JSON.stringify(shape)}`, compute };
}

/** Random partitions of an image's patches among tiles, on wasm only. */
export function assignmentTrial(shape: { readonly patches: number; readonly tiles: number }): Trial {
  const states = [1, 2].map((image) => streamWords(1, 'test', image));
  return {
    name: `random assignment ${JSON.stringify(shape)}`,
    compute: () => [compiledAssignment()!({ states, ...shape })],
  };
}
