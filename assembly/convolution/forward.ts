import { pair4, quad1, quad2 } from './forwardBlocks';
import { Job } from './job';
import { clearPadded, padImages } from './padImages';
import { poolRows } from './poolRows';
import { narrowRows, widenKernels } from './wideRows';
import { sortPatches, tileEnd, tileStart } from './sortPatches';

/** Bytes of a kernel panel that should stay in the first-level cache. */
const PANEL_BYTES: i32 = 16384;

/**
 * y = convolution of x, each patch by its tile's kernels and biases, then ReLU if asked for; 0 where no tile computes. Then
 * normalisation and pooling if asked for.
 */
export function convolutionForward(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.wideFilters << 2;
  clearPadded(job, min(job.chunk, job.batch));
  if (job.packed) widenKernels(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    const results = job.y ? job.y + ((<usize>first * patches * job.filters) << 2) : 0;
    const rows = job.rows ? job.rows : results;
    padImages(job, first, count);
    sortPatches(job, first, count, rows, rowBytes);
    if (job.tiles > 1 || tileEnd(job, 0) < count * patches) clearRows(rows, <usize>(count * patches) * rowBytes);
    for (let tile = 0; tile < job.tiles; tile++) forwardTile(job, tile);
    if (job.rows && results) narrowRows(job, rows, results, count * patches);
    if (job.pool) poolRows(job, results ? results : rows, results ? job.filters << 2 : rowBytes, count);
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
    const left = job.wideFilters - filter;
    const width = left >= 16 ? 16 : left >= 8 ? 8 : 4;
    for (let row = 0; row < job.kernelHeight; row += passRows) {
      const count = min(passRows, job.kernelHeight - row);
      const panel = kernel + (((row * run) * job.wideFilters + filter) << 2);
      if (width == 16) wholePass(job, from, to, panel, bias, row, count, filter);
      else leftoverPass(job, from, to, panel, bias, row, count, filter, width);
    }
    filter += width;
  }
}

/** Adds `count` kernel rows from `row` on to the outputs of a tile's patches: 16 filters from `filter` on. */
function wholePass(
  job: Job, from: i32, to: i32, panel: usize, bias: usize, row: i32, count: i32, filter: i32,
): void {
  const run = job.kernelWidth * job.channels;
  const imageStep = (job.paddedWidth * job.channels) << 2;
  const kernelStep = job.wideFilters << 2;
  const down = row * imageStep;
  const right = filter << 2;
  const starts = row == 0;
  const floor = floorOf(job, row + count);
  for (let i = from; i < to; i += 2) {
    const alone = i + 1 == to;
    const a = load<u32>(job.patchInputs + (i << 2)) + down;
    const toA = load<u32>(job.patchRows + (i << 2)) + right;
    // A patch without a partner is computed twice; the second result goes where nobody reads.
    const b = alone ? a : load<u32>(job.patchInputs + (i << 2), 4) + down;
    const toB = alone ? job.dummy : load<u32>(job.patchRows + (i << 2), 4) + right;
    const fromA = starts ? bias + right : toA;
    const fromB = starts ? bias + right : toB;
    pair4(a, b, panel, count, run, imageStep, kernelStep, fromA, fromB, toA, toB, floor);
  }
}

/** The same for the last 8 or 4 filters (`width`), of 4 patches at a time. */
function leftoverPass(
  job: Job, from: i32, to: i32, panel: usize, bias: usize, row: i32, count: i32, filter: i32, width: i32,
): void {
  const run = job.kernelWidth * job.channels;
  const imageStep = (job.paddedWidth * job.channels) << 2;
  const kernelStep = job.wideFilters << 2;
  const down = row * imageStep;
  const right = filter << 2;
  const first = row == 0 ? bias + right : 0;
  const floor = floorOf(job, row + count);
  for (let i = from; i < to; i += 4) {
    const inputs = job.patchInputs + (i << 2), rows = job.patchRows + (i << 2);
    const left = to - i;
    const a = load<u32>(inputs) + down, toA = load<u32>(rows) + right;
    // Places without a patch compute the first one again, for nobody.
    const b = left > 1 ? load<u32>(inputs, 4) + down : a, toB: usize = left > 1 ? <usize>load<u32>(rows, 4) + right : job.dummy;
    const c = left > 2 ? load<u32>(inputs, 8) + down : a, toC: usize = left > 2 ? <usize>load<u32>(rows, 8) + right : job.dummy;
    const d = left > 3 ? load<u32>(inputs, 12) + down : a, toD: usize = left > 3 ? <usize>load<u32>(rows, 12) + right : job.dummy;
    const fromA = first ? first : toA, fromB = first ? first : toB;
    const fromC = first ? first : toC, fromD = first ? first : toD;
    if (width == 8) {
      quad2(a, b, c, d, panel, count, run, imageStep, kernelStep, fromA, fromB, fromC, fromD, toA, toB, toC, toD, floor);
    } else {
      quad1(a, b, c, d, panel, count, run, imageStep, kernelStep, fromA, fromB, fromC, fromD, toA, toB, toC, toD, floor);
    }
  }
}

/** What outputs are at least once the kernel rows before `end` are added. */
// @ts-ignore: decorator
@inline
function floorOf(job: Job, end: i32): f32 {
  return job.relu && end == job.kernelHeight ? 0 : -Infinity;
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
