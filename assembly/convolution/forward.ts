import { many2, MOST_PATCHES, Panel, quad1, quad2 } from './forwardBlocks';
import { Job } from './job';
import { clearPadded, padImages } from './padImages';
import { poolRows } from './poolRows';
import { narrowRows, widenKernels } from './wideRows';
import { sortPatches, tileEnd, tileStart } from './sortPatches';

/** Bytes of the weights of a few filters that should stay in the first-level cache. */
const PANEL_BYTES: i32 = 32768;

/**
 * y = convolution of x, each patch by its tile's kernels and biases, then ReLU if asked for; 0 where no tile computes. Then
 * normalisation and pooling if asked for.
 */
export function convolutionForward(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.wideFilters << 2;
  listElementOffsets(job);
  clearPadded(job, min(job.chunk, job.batch));
  if (job.packed) widenKernels(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    const results = job.y ? job.y + ((<usize>first * patches * job.filters) << 2) : 0;
    const rows = job.rows ? job.rows : results;
    padImages(job, first, count);
    // Images that share an assignment leave the lists as they are.
    if (first == 0 || count < job.chunk || job.assignmentStride || !job.rows) {
      sortPatches(job, first, count, rows, rowBytes);
    }
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
  const depth = depthOf(job);
  const kernel = (job.packed ? job.packed : job.kernels) + <usize>tile * ((depth * job.wideFilters) << 2);
  const bias = biasRow(job, tile);
  const panel = changetype<Panel>(job.panel);
  panel.kernelStep = job.wideFilters << 2;
  for (let filter = 0; filter < job.wideFilters; ) {
    const width = job.wideFilters - filter >= 8 ? 8 : 4;
    const passes = (depth * (width << 2) + PANEL_BYTES - 1) / PANEL_BYTES;
    for (let pass = 0, first = 0; pass < passes; pass++) {
      const last = <i32>((<i64>depth * (pass + 1)) / passes);
      panel.kernel = kernel + ((first * job.wideFilters + filter) << 2);
      panel.offsets = job.offsets + (first << 2);
      panel.end = job.offsets + (last << 2);
      panel.right = filter << 2;
      panel.bias = first == 0 ? bias + panel.right : 0;
      panel.floor = job.relu && last == depth ? 0 : -Infinity;
      addPanel(job, panel, from, to, width);
      first = last;
    }
    filter += width;
  }
}

/** Adds a panel's products for `width` filters on to the outputs of the patches [from, to) in the lists. */
function addPanel(job: Job, panel: Panel, from: i32, to: i32, width: i32): void {
  if (width == 8) {
    for (; to - from > 8; from += MOST_PATCHES) many2(panel, job.patchInputs + (from << 2), job.patchRows + (from << 2));
  }
  while (from < to) {
    const left = to - from;
    const many = width == 8 && left > 4 && left <= MOST_PATCHES;
    const size = many ? MOST_PATCHES : 4;
    let inputs = job.patchInputs + (from << 2), rows = job.patchRows + (from << 2);
    if (left < size) {
      inputs = fillUp(job, inputs, rows, left);
      rows = inputs + MOST_PATCHES * 4;
    }
    if (many) many2(panel, inputs, rows);
    else if (width == 8) quad2(panel, inputs, rows);
    else quad1(panel, inputs, rows);
    from += size;
  }
}

/** Lists of the last `count` patches, filled up with the first of them, computed for nobody. */
function fillUp(job: Job, inputs: usize, rows: usize, count: i32): usize {
  const spare = job.panel + offsetof<Panel>();
  for (let i = 0; i < MOST_PATCHES; i++) {
    const place = spare + (i << 2);
    store<u32>(place, load<u32>(i < count ? inputs + (i << 2) : inputs));
    store<u32>(place + MOST_PATCHES * 4, i < count ? load<u32>(rows + (i << 2)) : <u32>job.dummy);
  }
  return spare;
}

/** Elements of a patch. */
// @ts-ignore: decorator
@inline
function depthOf(job: Job): i32 {
  return job.kernelHeight * job.kernelWidth * job.channels;
}

/** Fills `offsets`: where each element of a patch lies in a padded image. */
function listElementOffsets(job: Job): void {
  const run = job.kernelWidth * job.channels;
  let place = job.offsets;
  for (let row = 0; row < job.kernelHeight; row++) {
    const start = row * job.paddedWidth * job.channels;
    for (let i = 0; i < run; i++, place += 4) store<u32>(place, (start + i) << 2);
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
