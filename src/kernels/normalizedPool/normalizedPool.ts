import * as tf from '@tensorflow/tfjs';
import { registerGradient, runKernel } from '../bindings/kernelRegistry.js';
import * as names from './names.js';

/** Local response normalisation and the pooling of its result. */
export interface NormalizedPooling {
  readonly pooling: 'max' | 'average';
  /** Channels to either side that enter the sum. */
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * Local response normalisation of x [B, H, W, C], then the largest or the mean of each 2 x 2 window: [B, H / 2, W / 2, C],
 * rounded down. Differentiable. Where a backend has a kernel for both (wasm, for the exponents 1/2, 3/4 and 1), the
 * normalised images never exist; elsewhere the two ops run one after the other. The results are the same to the last bit.
 */
export function normalizedPool(x: tf.Tensor4D, attributes: NormalizedPooling): tf.Tensor4D {
  if (isJoined(x, attributes)) return runKernel(names.forward, { x }, attributes);
  const { pooling, depthRadius, bias, alpha, beta } = attributes;
  return tf.tidy(() => {
    const normalized = tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
    return pooling === 'max' ? tf.maxPool(normalized, 2, 2, 'valid') : tf.avgPool(normalized, 2, 2, 'valid');
  });
}

function isJoined(x: tf.Tensor4D, { beta, depthRadius }: NormalizedPooling): boolean {
  const known = [0.5, 0.75, 1].includes(beta) && depthRadius >= 0 && x.dtype === 'float32';
  return known && tf.getKernel(names.forward, tf.getBackend()) !== undefined;
}

/** Makes `normalizedPool` differentiable; part of starting the engine. */
export function registerNormalizedPoolGradient(): void {
  registerGradient<NormalizedPooling>({
    name: names.forward,
    inputsToSave: ['x'],
    saveOutput: false,
    gradients: (dy, [x], attributes) => ({
      x: () => runKernel(names.inputGradient, { dy, x: x! }, attributes),
    }),
  });
}
