import tf from '../../tfjs/tfjs.cjs';
import { isRecording, runRecorded } from '../bindings/gradientTape.js';
import { runKernel, runKernels } from '../bindings/kernelRegistry.js';
import type { NormalizedPooling } from '../convolution/poolJob.js';
import * as joined from '../convolutionStage/names.js';
import { isRooted } from '../responseNormalization/isRooted.js';
import { checkShapes } from '../tiledConv2d/checkShapes.js';
import * as tiled from '../tiledConv2d/names.js';
import type { TiledConv2dOptions } from '../tiledConv2d/tiledConv2d.js';
import * as names from './names.js';

/** What the arrays of a layer hold. */
export interface AnalogOperands {
  /** [T, k, k, C, F] in units of a full weight. */
  readonly weights: tf.Tensor5D;
  /** [T, arrays, F]: digital factors of the columns. */
  readonly factors: tf.Tensor3D;
  /** [T, k, k, C, F]: what attacks differentiate with. */
  readonly gradientKernels: tf.Tensor5D;
  readonly biases: tf.Tensor2D;
}

export type AnalogOptions = TiledConv2dOptions & {
  readonly reading: names.ArrayReading;
  /** int32 [B, 2]: keys of each image's noise at this pass. */
  readonly keys: tf.Tensor2D;
  /** What follows the convolution. */
  readonly pooling?: NormalizedPooling | undefined;
};

/**
 * The tiled convolution x [B, H, W, C] of analog arrays: each patch goes through the converters into the arrays of its tile, whose
 * answers get noise, are converted, multiplied by their columns' factors and added (`Converters`). With `pooling` the response
 * normalisation and 2 x 2 pooling after it follow. Differentiable in x only, straight through converters and noise, with
 * `gradientKernels`. Throws if shapes do not fit.
 */
export function analogConvolution(x: tf.Tensor4D, operands: AnalogOperands, options: AnalogOptions): tf.Tensor4D {
  const { pooling } = options;
  if (pooling === undefined || isJoined(pooling)) return run(x, operands, options);
  return tf.tidy(() => {
    const { depthRadius, bias, alpha, beta } = pooling;
    const outputs = run(x, operands, { ...options, pooling: undefined });
    const normalized = tf.localResponseNormalization(outputs, depthRadius, bias, alpha, beta);
    return pooling.pooling === 'max' ? tf.maxPool(normalized, 2, 2, 'valid') : tf.avgPool(normalized, 2, 2, 'valid');
  });
}

function isJoined(pooling: NormalizedPooling): boolean {
  return isRooted(pooling) && tf.getKernel(names.stage, tf.getBackend()) !== undefined;
}

function run(x: tf.Tensor4D, operands: AnalogOperands, options: AnalogOptions): tf.Tensor4D {
  const { weights, factors, gradientKernels, biases } = operands;
  const { assignment, strides, padding, activation, reading, keys, pooling } = options;
  checkShapes({ x, kernels: weights, biases, assignment }, { strides, padding });
  const attributes = { strides: [...strides], padding, activation, ...pooling };
  const inputs = { x, weights, factors, biases, assignment, keys };
  return runRecorded<tf.Tensor4D>({
    inputs: { x },
    forward: (keep) => {
      const all = { ...attributes, ...reading };
      if (pooling === undefined) {
        const y = runKernel<tf.Tensor4D>(names.forward, inputs, all);
        keep([gradientKernels, assignment, y]);
        return y;
      }
      const keepsOutputs = isRecording();
      const [pooled, y] = runKernels(names.stage, inputs, { ...all, keepsOutputs });
      if (keepsOutputs) keep([gradientKernels, assignment, y!]);
      return pooled as tf.Tensor4D;
    },
    gradients: (dy, [kernels, assigned, y]) => ({
      x: () => {
        const { inputGradient } = pooling === undefined ? tiled : joined;
        const operandsBack = { dy, y: y!, kernels: kernels!, assignment: assigned! };
        return runKernel(inputGradient, operandsBack, { ...attributes, shape: x.shape });
      },
    }),
  });
}
