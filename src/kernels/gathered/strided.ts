import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { Geometry } from '../convolution/geometry.js';
import { type Finish, type GradientOperands, writeFinishJob } from '../finish/finishJob.js';
import { rowsOfChunk, rowsTogether, writePointwiseJob } from '../pointwise/pass.js';
import { writeGatheredJob } from './pass.js';

const float = 4;

/** Whether a convolution is a product of some of the pixels, `stride` apart from the first on, with a matrix. */
export function isStridedPointwise(geometry: Geometry): boolean {
  const { kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, tiles } = geometry;
  const plain = kernelHeight * kernelWidth === 1 && padTop === 0 && padLeft === 0 && tiles === 1;
  const { inHeight, inWidth, outHeight, outWidth, channels, filters } = geometry;
  const whole = outHeight === Math.ceil(inHeight / strideHeight) && outWidth === Math.ceil(inWidth / strideWidth);
  return plain && whole && strideHeight * strideWidth > 1 && channels % 4 === 0 && filters % 4 === 0;
}

/** y [batch, height, width, filters] on the wasm heap: the pixels that are read, a few rows at a time, times the matrix. Nothing follows the sums if `finish` is left out. */
export function stridedForward(
  geometry: Geometry,
  { x, filter }: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  finish?: Finish | undefined,
): tf.TensorInfo {
  const { batch, outHeight, outWidth, channels, filters } = geometry;
  return filledOutput([batch, outHeight, outWidth, filters], (results, scratch) => {
    const after = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch, results);
    const operands = { x: addressOf(x), kernels: addressOf(filter), results, finish: after };
    const rows = rowsOf(geometry, { depth: channels, width: filters });
    kernelModule().gathered(writeGatheredJob(geometry, operands, scratch, rows).gathered);
  });
}

/** The gradient with respect to x: zero at the pixels that are not read. Nothing follows the sums if `finish` is left out. */
export function stridedInputGradient(
  geometry: Geometry,
  { dy, filter, y }: GradientOperands,
  finish?: Finish | undefined,
): tf.TensorInfo {
  const { batch, inHeight, inWidth, strideHeight, strideWidth, outHeight, outWidth, channels, filters } = geometry;
  return filledOutput([batch, inHeight, inWidth, channels], (x, scratch) => {
    const passBack = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch);
    const sizes = { pixels: batch * outHeight * outWidth, depth: filters, width: channels };
    const rows = rowsOf(geometry, sizes);
    const operands = { a: addressOf(dy), kernels: addressOf(filter), results: 0, passBack, transposed: 1 };
    const all = { ...operands, y: y === undefined ? 0 : addressOf(y) };
    const job = writeJob(scratch, 'ScatteredJob', {
      ...{ batch, inHeight, inWidth, channels, strideHeight, strideWidth, outHeight, outWidth, x, rows },
      products: scratch.take(float * rows * outWidth * channels),
      product: writePointwiseJob(sizes, all, scratch, rows * outWidth),
    });
    kernelModule().scattered(job);
  });
}

/** Rows of results that are computed together: about the chunk of a product, and as many pixels as nearly fill its blocks. */
function rowsOf(
  { batch, outHeight, outWidth }: Geometry,
  { depth, width }: { readonly depth: number; readonly width: number },
): number {
  const all = batch * outHeight;
  const few = rowsTogether(all, outWidth);
  const wanted = rowsOfChunk({ pixels: all * outWidth, depth, width });
  return Math.min(all, few * Math.max(1, Math.round(wanted / (few * outWidth))));
}
