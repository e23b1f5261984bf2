import type * as tf from '@tensorflow/tfjs';
import { kernels } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { normalizationScratchBytes } from '../responseNormalization/wasm.js';
import * as names from './names.js';
import type { NormalizedPooling } from './normalizedPool.js';

/** Registers response normalisation joined with pooling, and its gradient, for the wasm backend. */
export function registerNormalizedPoolWasm(): void {
  const backend = 'wasm';
  registerKernel<Record<'x', tf.TensorInfo>, NormalizedPooling>({
    name: names.forward,
    backend,
    run: ({ x }, attributes) => {
      const [batch, height, width, channels] = x.shape as [number, number, number, number];
      return filledOutput([batch, height >> 1, width >> 1, channels], (y, scratch) => {
        kernels().normalizedPool(writeJob({ x: addressOf(x), y, dy: 0, dx: 0 }, x.shape, attributes, scratch));
      });
    },
  });
  registerKernel<Record<'x' | 'dy', tf.TensorInfo>, NormalizedPooling>({
    name: names.inputGradient,
    backend,
    run: ({ x, dy }, attributes) =>
      filledOutput(x.shape, (dx, scratch) => {
        const tensors = { x: addressOf(x), y: 0, dy: addressOf(dy), dx };
        kernels().normalizedPoolGradient(writeJob(tensors, x.shape, attributes, scratch));
      }),
  });
}

/** Writes `NormalizedPoolJob` of assembly/normalization/normalizedPool.ts to the heap: its address. */
function writeJob(
  { x, y, dy, dx }: Record<'x' | 'y' | 'dy' | 'dx', number>,
  shape: readonly number[],
  { pooling, depthRadius, bias, alpha, beta }: NormalizedPooling,
  scratch: Scratch,
): number {
  const channels = shape[3]!;
  // A window reaches no further than all channels.
  const radius = Math.max(0, Math.min(depthRadius, channels - 1));
  const room = scratch.take(normalizationScratchBytes(channels, radius));
  const [biasBits, alphaBits] = new Int32Array(Float32Array.of(bias, alpha).buffer) as unknown as [number, number];
  const average = pooling === 'average' ? 1 : 0;
  const fields = [x, y, dy, dx, ...shape, average, radius, biasBits, alphaBits, 4 * beta, room];
  return scratch.put(Int32Array.from(fields));
}
