import tf from '../../tfjs/tfjs.cjs';
import { isRecording, runRecorded } from '../bindings/gradientTape.js';
import { runKernel, runKernels } from '../bindings/kernelRegistry.js';
import type { NormalizedPooling } from '../convolution/poolJob.js';
import { isRooted } from '../responseNormalization/isRooted.js';
import { checkShapes } from '../tiledConv2d/checkShapes.js';
import { type TiledConv2dOptions, tiledConv2d } from '../tiledConv2d/tiledConv2d.js';
import * as names from './names.js';

export type StageOptions = TiledConv2dOptions & NormalizedPooling;

/**
 * A stage of the paper's network: tiled convolution as in `tiledConv2d`, local response normalisation, then max or average
 * pooling of 2 x 2 windows: x [B, H, W, C] gives [B, OH / 2, OW / 2, F], rounded down. Differentiable in x, kernels and biases;
 * only the requested gradients are computed. If a backend has a kernel for it (wasm, for the exponents 1/2, 3/4 and 1), chunks of
 * images pass through all steps while they are in the cache; otherwise the ops run one after another. Results and gradients are
 * bit-identical. Throws if shapes do not fit or the assignment contains an invalid tile.
 */
export function convolutionStage(
  x: tf.Tensor4D,
  kernels: tf.Tensor5D,
  biases: tf.Tensor2D,
  options: StageOptions,
): tf.Tensor4D {
  const { assignment, strides, padding, activation, pooling, depthRadius, bias, alpha, beta } = options;
  if (!isJoined(options)) return oneAfterTheOther(x, kernels, biases, options);
  checkShapes({ x, kernels, biases, assignment }, { strides, padding });
  const attributes = { strides: [...strides], padding, activation, pooling, depthRadius, bias, alpha, beta };
  return runRecorded<tf.Tensor4D>({
    inputs: { x, kernels, biases, assignment },
    forward: (keep) => {
      const inputs = { x, kernels, biases, assignment };
      const keepsOutputs = isRecording();
      const [pooled, outputs] = runKernels(names.forward, inputs, { ...attributes, keepsOutputs });
      if (keepsOutputs) keep([x, kernels, biases, assignment, outputs!]);
      return pooled as tf.Tensor4D;
    },
    gradients: (dy, [xKept, kernelsKept, biasesKept, assigned, y]) => {
      const inputs = { dy, y: y!, assignment: assigned! };
      return {
        x: () =>
          runKernel(names.inputGradient, { ...inputs, kernels: kernelsKept! }, { ...attributes, shape: xKept!.shape }),
        kernels: () =>
          runKernel(names.filterGradient, { ...inputs, x: xKept! }, { ...attributes, shape: kernelsKept!.shape }),
        biases: () => runKernel(names.biasGradient, inputs, { ...attributes, shape: biasesKept!.shape }),
      };
    },
  });
}

function isJoined(options: StageOptions): boolean {
  return isRooted(options) && tf.getKernel(names.forward, tf.getBackend()) !== undefined;
}

function oneAfterTheOther(
  x: tf.Tensor4D,
  kernels: tf.Tensor5D,
  biases: tf.Tensor2D,
  options: StageOptions,
): tf.Tensor4D {
  const { pooling, depthRadius, bias, alpha, beta } = options;
  return tf.tidy(() => {
    const outputs = tiledConv2d(x, kernels, biases, options);
    const normalized = tf.localResponseNormalization(outputs, depthRadius, bias, alpha, beta);
    return pooling === 'max' ? tf.maxPool(normalized, 2, 2, 'valid') : tf.avgPool(normalized, 2, 2, 'valid');
  });
}
