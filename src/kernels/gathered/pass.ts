import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { Geometry } from '../convolution/geometry.js';
import { type Finish, writeFinishJob } from '../finish/finishJob.js';
import { rowsTogether, writePointwiseJob } from '../pointwise/pass.js';

/** With more channels, patches are long enough to be read in place. */
const mostChannels = 4;
const float = 4;

/** Whether a convolution of images with few channels is computed from gathered patches. */
export function isGathered({ channels, filters, kernelHeight, kernelWidth, tiles }: Geometry): boolean {
  return hasGatheredKernels([kernelHeight, kernelWidth, channels, filters]) && tiles === 1;
}

/** The same by the shape of the kernels. */
export function hasGatheredKernels([height, width, channels, filters]: readonly number[]): boolean {
  return height! * width! > 1 && channels! <= mostChannels && filters! % 4 === 0;
}

/** y [batch, height, width, filters] on the wasm heap. */
export function gatheredForward(
  geometry: Geometry,
  { x, filter }: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  finish: Finish,
): tf.TensorInfo {
  const { batch, outHeight, outWidth, filters } = geometry;
  return filledOutput([batch, outHeight, outWidth, filters], (results, scratch) => {
    const after = writeFinishJob(filters, finish, scratch, results);
    const operands = { x: addressOf(x), kernels: addressOf(filter), results, finish: after };
    kernelModule().gathered(writeGatheredJob(geometry, operands, scratch).gathered);
  });
}

/** Addresses, 0 for none. */
interface Operands {
  readonly x: number;
  readonly kernels: number;
  readonly results: number;
  readonly finish: number;
}

/** Writes the description to the heap, with the temporary memory it needs, and returns its address and that of its product. */
export function writeGatheredJob(
  geometry: Geometry,
  { x, ...operands }: Operands,
  scratch: Scratch,
  rows = rowsTogether(geometry.outHeight, geometry.outWidth),
) {
  const { batch, outHeight, outWidth, channels, kernelHeight, kernelWidth, filters } = geometry;
  const depth = kernelHeight * kernelWidth * channels;
  const sizes = { pixels: batch * outHeight * outWidth, depth, width: filters };
  const product = writePointwiseJob(sizes, { ...operands, a: 0 }, scratch);
  const { inHeight, inWidth, padTop, padLeft, strideHeight, strideWidth } = geometry;
  const gathered = writeJob(scratch, 'GatheredJob', {
    ...{ batch, inHeight, inWidth, channels, padTop, padLeft, kernelHeight, kernelWidth, strideHeight, strideWidth },
    ...{ outHeight, outWidth, x, rows, product },
    patches: scratch.take(float * rows * outWidth * depth),
  });
  return { gathered, product };
}
