import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { type JobFields, writeJob } from '../bindings/writeJob.js';
import type { Geometry } from '../convolution/geometry.js';
import { type Finish, type GradientOperands, writeFinishJob } from '../finish/finishJob.js';

/** Results of a tile along an axis, and products of a tile and pair of channels. */
const tileSide = 4;
const products = 36;
/** Fewer channels are not worth the transforms. */
const leastChannels = 16;
/** Transformed pixels that are processed together, and transformed kernels that are kept for later ones: they stay in the caches. */
const chunkBytes = 2 * 1024 * 1024;
const [leastTiles, mostTiles] = [48, 512];
const keptBytes = 4 * 1024 * 1024;
const float = 4;
const line = 64;

/** Whether a convolution can be computed by Winograd's algorithm, with its input gradient, and is faster so. */
export function isWinograd(geometry: Geometry): boolean {
  const { kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, channels, filters } = geometry;
  const plain = kernelHeight === 3 && kernelWidth === 3 && strideHeight * strideWidth === 1;
  const padded = [padTop, padLeft].every((side) => side >= 0 && side <= 2);
  const wide = [channels, filters].every((count) => count % 4 === 0 && count >= leastChannels);
  const { inHeight, inWidth, outHeight, outWidth, tiles } = geometry;
  return plain && padded && wide && tiles === 1 && Math.min(inHeight, inWidth, outHeight, outWidth) >= 3;
}

/** y [batch, height, width, filters] on the wasm heap. NaN and infinite pixels may make whole tiles of 4 x 4 results NaN. */
export function winogradForward(
  geometry: Geometry,
  { x, filter }: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  finish?: Finish | undefined,
): tf.TensorInfo {
  const { batch, inHeight, inWidth, padTop, padLeft, outHeight, outWidth, channels, filters } = geometry;
  return filledOutput([batch, outHeight, outWidth, filters], (results, scratch) => {
    const after = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch, results);
    const sizes = { batch, inHeight, inWidth, outHeight, outWidth, padTop, padLeft, depth: channels, width: filters };
    run(sizes, { x: addressOf(x), kernels: addressOf(filter), results, finish: after }, scratch);
  });
}

/** The gradient with respect to x: a convolution of dy with kernels turned by half a turn. Nothing follows the sums if `finish` is left out. */
export function winogradInputGradient(
  geometry: Geometry,
  { dy, filter, y }: GradientOperands,
  finish?: Finish | undefined,
): tf.TensorInfo {
  const { batch, inHeight, inWidth, padTop, padLeft, outHeight, outWidth, channels, filters } = geometry;
  return filledOutput([batch, inHeight, inWidth, channels], (results, scratch) => {
    const passBack = finish === undefined ? 0 : writeFinishJob(filters, finish, scratch);
    const read = { batch, inHeight: outHeight, inWidth: outWidth, depth: filters };
    const written = { outHeight: inHeight, outWidth: inWidth, width: channels };
    const sizes = { ...read, ...written, padTop: 2 - padTop, padLeft: 2 - padLeft };
    const operands = { x: addressOf(dy), kernels: addressOf(filter), results, passBack, transposed: 1 };
    run(sizes, { ...operands, y: y === undefined ? 0 : addressOf(y) }, scratch);
  });
}

type Sizes = Pick<
  JobFields<'WinogradJob'>,
  'batch' | 'inHeight' | 'inWidth' | 'outHeight' | 'outWidth' | 'padTop' | 'padLeft' | 'depth' | 'width'
>;

function run(sizes: Sizes, operands: Partial<JobFields<'WinogradJob'>>, scratch: Scratch): void {
  const { batch, inWidth, outHeight, outWidth, depth, width } = sizes;
  const { COEFFICIENTS_ROOM, COLUMNS, PRODUCT_ROOM, WINDOW_ROOM, winograd } = kernelModule();
  const columns = COLUMNS.value;
  const [rowsOfTiles, tilesOfRow] = [batch * Math.ceil(outHeight / tileSide), Math.ceil(outWidth / tileSide)];
  const wanted = Math.min(mostTiles, Math.max(leastTiles, Math.floor(chunkBytes / (products * depth * float))));
  const bands = Math.min(rowsOfTiles, Math.max(1, Math.floor(wanted / tilesOfRow)));
  const panelBytes = products * depth * columns * float;
  const allBytes = Math.ceil(width / columns) * panelBytes;
  const keep = bands < rowsOfTiles && allBytes <= keptBytes;
  const [inputBytes, sumBytes] = [planeBytes(bands * tilesOfRow * depth), planeBytes(bands * tilesOfRow * columns)];
  const job = writeJob(scratch, 'WinogradJob', {
    ...sizes,
    ...operands,
    bands,
    rows: operands.passBack ? scratch.take(6 * inWidth * depth * float) : 0,
    zeros: scratch.take(depth * float),
    inputs: scratch.take(products * inputBytes),
    inputBytes,
    panels: scratch.take(keep ? allBytes : panelBytes),
    keep: keep ? 1 : 0,
    sums: scratch.take(products * sumBytes),
    sumBytes,
    window: scratch.take(WINDOW_ROOM.value),
    coefficients: scratch.take(COEFFICIENTS_ROOM.value),
    product: scratch.take(PRODUCT_ROOM.value),
  });
  winograd(job);
}

/** An odd number of cache lines, so that the planes do not share places in the caches. */
function planeBytes(floats: number): number {
  const lines = Math.ceil((floats * float) / line);
  return line * (lines + 1 - (lines % 2));
}
