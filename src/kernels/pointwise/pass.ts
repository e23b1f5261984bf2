import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { Geometry } from '../convolution/geometry.js';
import { type Finish, type GradientOperands, writeFinishJob } from '../finish/finishJob.js';

/**
 * Bytes of rows that are processed together: they stay in the first-level cache while all kernels pass, or in the second-level
 * cache if the kernels do not fit there themselves.
 */
const chunkBytes = 40 * 1024;
const largestChunkBytes = 512 * 1024;
const leastRows = 48;
const float = 4;

/** Rows of results that the kernel computes as one block; the last one repeats rows of the one before it if they are not a multiple. */
const blockRows = 6;

/** The fewest rows of an image whose pixels nearly fill blocks of a product. */
export function rowsTogether(height: number, width: number): number {
  const filled = (rows: number) => (rows * width) / (Math.ceil((rows * width) / blockRows) * blockRows);
  for (let rows = 1; rows < height; rows++) if (filled(rows) > 0.98) return rows;
  return height;
}

/** Whether a convolution is a product of each pixel with a matrix that the kernel can compute. */
export function isPointwise(geometry: Geometry): boolean {
  const { kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth } = geometry;
  const plain = kernelHeight * kernelWidth * strideHeight * strideWidth === 1 && padTop === 0 && padLeft === 0;
  const whole = outHeight === geometry.inHeight && outWidth === geometry.inWidth;
  return plain && whole && geometry.channels % 4 === 0 && geometry.filters % 4 === 0;
}

/** y [batch, height, width, filters] of a pointwise convolution on the wasm heap. */
export function pointwiseForward(
  { batch, outHeight, outWidth, channels, filters }: Geometry,
  { x, filter }: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  finish?: Finish | undefined,
): tf.TensorInfo {
  return filledOutput([batch, outHeight, outWidth, filters], (results, scratch) => {
    const after = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch, results);
    const sizes = { pixels: batch * outHeight * outWidth, depth: channels, width: filters };
    run(sizes, { a: addressOf(x), kernels: addressOf(filter), results, finish: after }, scratch);
  });
}

/** The gradient with respect to x; nothing follows the sums if `finish` is left out. */
export function pointwiseInputGradient(
  { batch, inHeight, inWidth, channels, filters }: Geometry,
  { dy, filter, y }: GradientOperands,
  finish?: Finish | undefined,
): tf.TensorInfo {
  return filledOutput([batch, inHeight, inWidth, channels], (results, scratch) => {
    const passBack = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch);
    const sizes = { pixels: batch * inHeight * inWidth, depth: filters, width: channels };
    const operands = { a: addressOf(dy), kernels: addressOf(filter), results, passBack };
    run(sizes, { ...operands, transposed: 1, y: y === undefined ? 0 : addressOf(y) }, scratch);
  });
}

interface Sizes {
  readonly pixels: number;
  readonly depth: number;
  readonly width: number;
}

interface Operands {
  readonly a: number;
  readonly kernels: number;
  readonly results: number;
  readonly finish?: number;
  readonly passBack?: number;
  readonly y?: number;
  readonly transposed?: number;
}

function run(sizes: Sizes, operands: Operands, scratch: Scratch): void {
  kernelModule().pointwise(writePointwiseJob(sizes, operands, scratch));
}

/** Writes the description of a product to the heap, with the temporary memory it needs, and returns its address. */
export function writePointwiseJob(
  sizes: Sizes,
  operands: Operands,
  scratch: Scratch,
  chunk = rowsOfChunk(sizes),
): number {
  const { depth, width } = sizes;
  const { COLUMNS, PRODUCT_ROOM } = kernelModule();
  const columns = COLUMNS.value;
  return writeJob(scratch, 'PointwiseJob', {
    ...sizes,
    ...operands,
    chunk,
    packed: scratch.take(float * depth * Math.ceil(width / columns) * columns),
    product: scratch.take(PRODUCT_ROOM.value),
    rows: operands.passBack ? scratch.take(float * chunk * depth) : 0,
  });
}

/** Rows of a product that are processed together. */
export function rowsOfChunk({ pixels, depth, width }: Sizes): number {
  const bytes = float * depth * width > largestChunkBytes ? largestChunkBytes : chunkBytes;
  return Math.max(leastRows, Math.min(pixels, Math.floor(bytes / (float * (depth + width)))));
}
