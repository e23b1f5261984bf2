import tf from '../../tfjs/tfjs.cjs';
import { kernels } from '../bindings/kernelModule.js';
import { type Kernel, registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { isRooted } from './isRooted.js';

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
    if (!isOurs(x, attributes)) return stock(inputs, attributes);
    return filledOutput(x.shape, (y, scratch) => {
      const job = writeJob({ x: addressOf(x), y, dy: 0, dx: 0 }, x.shape, attributes, scratch);
      kernels().responseNormalization(job);
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
      const job = writeJob({ x: addressOf(x), y: 0, dy: addressOf(dy), dx }, x.shape, attributes, scratch);
      kernels().responseNormalizationGradient(job);
    });
  },
};

/** Whether our kernels know the exponent. */
function isOurs(x: tf.TensorInfo, { beta, depthRadius }: tf.LRNAttrs): boolean {
  return x.dtype === 'float32' && isRooted({ beta, depthRadius });
}

/** As many as `PIXELS` in assembly/normalization/responseNormalization.ts. */
const pixelsAtATime = 16;

/** Three rows for each pixel in work, channels between zeros. */
function scratchBytes(channels: number, radius: number): number {
  return 3 * pixelsAtATime * 4 * (channels + 2 * radius + 4);
}

/** Writes `NormalizationJob` of assembly/normalization/responseNormalization.ts to the heap: its address. */
function writeJob(
  tensors: Record<'x' | 'y' | 'dy' | 'dx', number>,
  shape: readonly number[],
  { depthRadius, bias, alpha, beta }: tf.LRNAttrs,
  scratch: Scratch,
): number {
  const channels = shape[3]!;
  const pixels = channels === 0 ? 0 : tf.util.sizeFromShape([...shape]) / channels;
  // A window reaches no further than all channels.
  const radius = Math.max(0, Math.min(depthRadius, channels - 1));
  const room = scratch.take(scratchBytes(channels, radius));
  const [biasBits, alphaBits] = new Int32Array(Float32Array.of(bias, alpha).buffer) as unknown as [number, number];
  const { x, y, dy, dx } = tensors;
  return scratch.put(Int32Array.of(x, y, dy, dx, pixels, channels, radius, biasBits, alphaBits, 4 * beta, room));
}
