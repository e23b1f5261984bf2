import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { type Kernel, registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import { isRooted } from './isRooted.js';

/**
 * Replaces tfjs-wasm's local response normalisation and its gradient for the exponents 1/2, 3/4 and 1, which need no power
 * function; other exponents are left to tfjs.
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
    if (!isOurs(x, attributes)) return stock(inputs, attributes);
    return filledOutput(x.shape, (y, scratch) => {
      const job = writeNormalizationJob({ x: addressOf(x), y, dy: 0, dx: 0 }, x.shape, attributes, scratch);
      kernelModule().responseNormalization(job);
    });
  },
};

const gradient: Kernel<GradientInputs, tf.LRNGradAttrs> = {
  name: 'LRNGrad',
  backend: 'wasm',
  run: (inputs, attributes, stock) => {
    const { x, dy } = inputs;
    if (!isOurs(x, attributes)) return stock(inputs, attributes);
    return filledOutput(x.shape, (dx, scratch) => {
      const job = writeNormalizationJob({ x: addressOf(x), y: 0, dy: addressOf(dy), dx }, x.shape, attributes, scratch);
      kernelModule().responseNormalizationGradient(job);
    });
  },
};

/** Whether these kernels support the exponent. */
function isOurs(x: tf.TensorInfo, { beta, depthRadius }: tf.LRNAttrs): boolean {
  return x.dtype === 'float32' && isRooted({ beta, depthRadius });
}

/** Writes a job for the tensors at these addresses (0 for none) and returns its address. */
function writeNormalizationJob(
  tensors: Record<'x' | 'y' | 'dy' | 'dx', number>,
  shape: readonly number[],
  { depthRadius, bias, alpha, beta }: tf.LRNAttrs,
  scratch: Scratch,
): number {
  const channels = shape[3]!;
  const pixels = channels === 0 ? 0 : tf.util.sizeFromShape([...shape]) / channels;
  // A window covers at most all channels.
  const radius = Math.max(0, Math.min(depthRadius, channels - 1));
  const room = scratch.take(kernelModule().normalizationRoom(channels, radius));
  const sizes = { pixels, channels, radius, bias, alpha, betaQuarters: 4 * beta };
  return writeJob(scratch, 'NormalizationJob', { ...tensors, ...sizes, scratch: room });
}
