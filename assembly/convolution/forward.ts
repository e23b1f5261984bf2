import { pair1, pair4 } from './forwardBlocks';
import { Job } from './job';
import { clearPadded, padImages } from './padImages';
import { narrowRows, widenKernels } from './wideRows';
import { sortPatches, tileEnd, tileStart } from './sortPatches';

/** Bytes of a kernel panel that should stay in the first-level cache. */
const PANEL_BYTES: i32 = 16384;

/** y = convolution of x, each patch by its tile's kernels and biases, then ReLU if asked for; 0 where no tile computes. */
export function convolutionForward(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.wideFilters << 2;
  clearPadded(job, min(job.chunk, job.batch));
  if (job.packed) widenKernels(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    const results = job.y + ((<usize>first * patches * job.filters) << 2);
    const rows = job.rows ? job.rows : results;
    padImages(job, first, count);
    sortPatches(job, first, count, rows, rowBytes);
    if (job.tiles > 1 || tileEnd(job, 0) < count * patches) clearRows(rows, <usize>(count * patches) * rowBytes);
    for (let tile = 0; tile < job.tiles; tile++) forwardTile(job, tile);
    if (job.rows) narrowRows(job, rows, results, count * patches);
  }
}

function forwardTile(job: Job, tile: i32): void {
  const from = tileStart(job, tile);
  const to = tileEnd(job, tile);
  if (from == to) return;
  const run = job.kernelWidth * job.channels;
  const kernelBytes = (job.kernelHeight * run * job.wideFilters) << 2;
  const kernel = (job.packed ? job.packed : job.kernels) + <usize>tile * kernelBytes;
  const bias = biasRow(job, tile);
  const passRows = max(1, min(job.kernelHeight, PANEL_BYTES / (run << 6)));
  for (let filter = 0; filter < job.wideFilters; ) {
    const width = job.wideFilters - filter >= 16 ? 16 : 4;
    for (let row = 0; row < job.kernelHeight; row += passRows) {
      const count = min(passRows, job.kernelHeight - row);
      const panel = kernel + (((row * run) * job.wideFilters + filter) << 2);
      forwardPass(job, from, to, panel, bias, row, count, filter, width);
    }
    filter += width;
  }
}

/** Adds `count` kernel rows from `row` on to all outputs of a tile's patches, `width` filters from `filter` on. */
function forwardPass(
  job: Job, from: i32, to: i32, panel: usize, bias: usize, row: i32, count: i32, filter: i32, width: i32,
): void {
  const run = job.kernelWidth * job.channels;
  const imageStep = (job.paddedWidth * job.channels) << 2;
  const kernelStep = job.wideFilters << 2;
  const down = row * imageStep;
  const right = filter << 2;
  const starts = row == 0;
  const floor: f32 = job.relu && row + count == job.kernelHeight ? 0 : -Infinity;
  for (let i = from; i < to; i += 2) {
    const alone = i + 1 == to;
    const a = load<u32>(job.patchInputs + (i << 2)) + down;
    const toA = load<u32>(job.patchRows + (i << 2)) + right;
    // A patch without a partner is computed twice; the second result goes where nobody reads.
    const b = alone ? a : load<u32>(job.patchInputs + (i << 2), 4) + down;
    const toB = alone ? job.dummy : load<u32>(job.patchRows + (i << 2), 4) + right;
    const fromA = starts ? bias + right : toA;
    const fromB = starts ? bias + right : toB;
    if (width == 16) pair4(a, b, panel, count, run, imageStep, kernelStep, fromA, fromB, toA, toB, floor);
    else pair1(a, b, panel, count, run, imageStep, kernelStep, fromA, fromB, toA, toB, floor);
  }
}

/** The tile's biases behind the dummy row, as wide as a row of outputs; zero where there are none. */
function biasRow(job: Job, tile: i32): usize {
  const row = job.dummy + (job.wideFilters << 2);
  memory.fill(row, 0, job.wideFilters << 2);
  if (job.biases) memory.copy(row, job.biases + ((<usize>tile * job.filters) << 2), job.filters << 2);
  return row;
}

/**
 * Zeroes the rows of a chunk: for patches that no tile computes, and to bring the rows into the cache in order, as tiles
 * write them in no order. `memory.fill` would be free to leave the cache out.
 */
function clearRows(from: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  const end = from + bytes;
  while (from < end) {
    v128.store(from, zero);
    from += 16;
  }
}
