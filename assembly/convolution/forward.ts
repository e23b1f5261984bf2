import { AnalogJob, rowFloats } from '../analog/job';
import { startReading } from '../analog/reading';
import { readTile } from '../analog/readTile';
import { listScales } from '../analog/scales';
import { FinishJob, finishLast, finishRows } from '../finish/finish';
import { listElements, selectElements } from './elementTables';
import { MOST_PATCHES, Panel } from './forwardBlocks';
import { Job } from './job';
import { clearPadded, padImages } from './padImages';
import { addBlock, commonCut, isManyNext, panelWidth } from './panelBlocks';
import { poolRows } from './poolRows';
import { groupPositions, listPositions } from './positions';
import { narrowRows, widenKernels } from './wideRows';
import { sortPatches, tileEnd, tileStart } from './sortPatches';

/** Bytes of the weights of a few filters, which should stay in the first-level cache. */
const PANEL_BYTES: i32 = 32768;

/** Bytes of a `Panel` and the two lists of `fillUp` after it. */
export const PANEL_ROOM: i32 = offsetof<Panel>() + 2 * 4 * MOST_PATCHES;

/**
 * y = convolution of x, each patch with the kernels and biases of its tile, 0 for patches without a tile; then ReLU,
 * normalisation and pooling if requested. With an `AnalogJob` the tiles are analog arrays with converters.
 */
export function convolutionForward(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.wideFilters << 2;
  const analog = changetype<AnalogJob>(job.analog);
  listElements(job, job.analog ? rowFloats(job) : job.paddedWidth * job.channels);
  if (job.trims) groupPositions(job);
  else listPositions(job, false);
  clearPadded(job, min(job.chunk, job.batch));
  if (job.packed) widenKernels(job);
  if (job.analog) startReading(analog, job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    const results = job.y ? job.y + ((<usize>first * patches * job.filters) << 2) : 0;
    const rows = job.rows ? job.rows : results;
    padImages(job, first, count);
    // With a shared assignment the lists stay valid.
    if (first == 0 || count < job.chunk || job.assignmentStride || !job.rows) {
      sortPatches(job, first, count, rows, rowBytes);
    }
    if (job.tiles > 1 || tileEnd(job, 0) < count * patches) clearRows(rows, <usize>(count * patches) * rowBytes);
    if (job.analog) listScales(analog, job, count);
    for (let tile = 0; tile < job.tiles; tile++) forwardTile(job, tile, first, rows);
    if (job.rows && results) narrowRows(job, rows, results, count * patches);
    if (job.finish) {
      const finish = changetype<FinishJob>(job.finish);
      finishRows(finish, results, count * patches, job.filters);
      finishLast(finish, results, results + (<usize>(count * patches * job.filters) << 2));
    }
    if (job.pool) poolRows(job, results ? results : rows, results ? job.filters << 2 : rowBytes, count);
  }
}

function forwardTile(job: Job, tile: i32, first: i32, rows: usize): void {
  const from = tileStart(job, tile);
  const to = tileEnd(job, tile);
  if (from == to) return;
  const depth = job.kernelHeight * job.kernelWidth * job.channels;
  const kernel = (job.packed ? job.packed : job.kernels) + <usize>tile * ((depth * job.wideFilters) << 2);
  const bias = biasRow(job, tile);
  if (job.analog) {
    readTile(changetype<AnalogJob>(job.analog), job, tile, kernel, bias, first, rows);
    return;
  }
  const panel = changetype<Panel>(job.panel);
  for (let filter = 0; filter < job.wideFilters; ) {
    const width = panelWidth(job.wideFilters - filter);
    const parts = (depth * (width << 2) + PANEL_BYTES - 1) / PANEL_BYTES;
    panel.right = filter << 2;
    panel.kernel = kernel + panel.right;
    for (let part = 0; part < parts; part++) {
      panel.bias = part == 0 ? bias + panel.right : 0;
      panel.floor = job.relu && part == parts - 1 ? 0 : -Infinity;
      addPanel(job, panel, from, to, width, part, parts);
    }
    filter += width;
  }
}

/** Adds part `part` of `parts` of a panel's products for `width` filters to the outputs of the listed patches [from, to). */
function addPanel(job: Job, panel: Panel, from: i32, to: i32, width: i32, part: i32, parts: i32): void {
  let known: u32 = u32.MAX_VALUE;
  while (from < to) {
    const left = to - from;
    const many = isManyNext(width, left);
    const size = many ? MOST_PATCHES : 4;
    const cut = commonCut(job.patchCuts + (from << 2));
    if (cut != known) selectElements(job, panel, cut, part, parts);
    known = cut;
    if (left >= size) {
      addBlock(panel, job.patchInputs + (from << 2), job.patchRows + (from << 2), many, width);
    } else {
      const filled = fillUp(job, from, left);
      addBlock(panel, filled, filled + MOST_PATCHES * 4, many, width);
    }
    from += size;
  }
}

/** Lists of the last `count` patches from `from` on, padded with the first of them; results of the padding are discarded. */
function fillUp(job: Job, from: i32, count: i32): usize {
  const inputs = job.patchInputs + (from << 2), rows = job.patchRows + (from << 2);
  const spare = job.panel + offsetof<Panel>();
  for (let i = 0; i < MOST_PATCHES; i++) {
    const place = spare + (i << 2);
    store<u32>(place, load<u32>(i < count ? inputs + (i << 2) : inputs));
    store<u32>(place + MOST_PATCHES * 4, i < count ? load<u32>(rows + (i << 2)) : <u32>job.dummy);
  }
  return spare;
}

/** The tile's biases after the dummy row, as wide as a row of outputs; zero without biases. */
function biasRow(job: Job, tile: i32): usize {
  const row = job.dummy + (job.wideFilters << 2);
  memory.fill(row, 0, job.wideFilters << 2);
  if (job.biases) memory.copy(row, job.biases + ((<usize>tile * job.filters) << 2), job.filters << 2);
  return row;
}

/**
 * Zeroes the rows of a chunk, for patches without a tile and to load the rows into the cache in order, because tiles write them
 * in scattered order. `memory.fill` might bypass the cache.
 */
function clearRows(from: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  const end = from + bytes;
  while (from < end) {
    v128.store(from, zero);
    from += 16;
  }
}
