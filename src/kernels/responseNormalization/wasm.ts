import * as tf from '@tensorflow/tfjs';
import { kernels } from '../bindings/kernelModule.js';
import { type Kernel, registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';

/**
 * Replaces tfjs-wasm's local response normalisation and its gradient for the exponents 1/2, 3/4 and 1, which need no
 * power function; other exponents stay with tfjs's own.
 */
export function registerResponseNormalizationWasm(): void {
  registerKernel(forward);
  registerKernel(gradient);
}

type ForwardInputs = Record<'x', tf.TensorInfo>;
type GradientInputs = Record<'x' | 'y' | 'dy', tf.TensorInfo>;

const forward: Kernel<ForwardInputs, tf.LRNAttrs> = {
  name: 'LRN',
  backend: 'wasm',
  run: (inputs, attributes, stock) => {
    const { x } = inputs;
    const call = describe(x, attributes);
    if (call === null) return stock(inputs, attributes);
    return filledOutput(x.shape, (y, scratch) => {
      kernels().responseNormalization(addressOf(x), y, ...call.sizes, scratch.take(call.scratchBytes));
    });
  },
};

const gradient: Kernel<GradientInputs, tf.LRNGradAttrs> = {
  name: 'LRNGrad',
  backend: 'wasm',
  run: (inputs, attributes, stock) => {
    const { x, dy } = inputs;
    const call = describe(x, attributes);
    if (call === null) return stock(inputs, attributes);
    return filledOutput(x.shape, (dx, scratch) => {
      const room = scratch.take(3 * call.scratchBytes);
      kernels().responseNormalizationGradient(addressOf(x), addressOf(dy), dx, ...call.sizes, room);
    });
  },
};

type Sizes = [pixels: number, channels: number, radius: number, bias: number, alpha: number, betaQuarters: number];

/** What our kernels are to be told, or null if the exponent is not theirs. */
function describe(x: tf.TensorInfo, attributes: tf.LRNAttrs): { sizes: Sizes; scratchBytes: number } | null {
  const { depthRadius, bias, alpha, beta } = attributes;
  const channels = x.shape[3]!;
  if (x.dtype !== 'float32' || ![0.5, 0.75, 1].includes(beta) || channels === 0 || depthRadius < 0) return null;
  const radius = Math.min(depthRadius, channels - 1);
  const pixels = tf.util.sizeFromShape(x.shape) / channels;
  const scratchBytes = 4 * (channels + 2 * radius + 4);
  return { sizes: [pixels, channels, radius, bias, alpha, 4 * beta], scratchBytes };
}
