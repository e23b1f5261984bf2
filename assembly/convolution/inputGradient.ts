import { addBlock, addPair } from './inputGradientBlocks';
import { Job } from './job';
import { clearPadded, cropImages } from './padImages';
import { gradientRows } from './poolRows';
import { listVectorOffsets, transposedBytes, transposeTile } from './runBlocks';
import { sortPatches, tileEnd, tileStart } from './sortPatches';

/**
 * x = the convolution's gradient to its input. The order of additions into an image depends on that image's own patches
 * alone, so that a result never depends on the batch.
 */
export function convolutionInputGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  listVectorOffsets(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    clearPadded(job, count);
    const rows = gradientRows(job, first, count);
    sortPatches(job, first, count, rows, job.rows ? job.wideFilters << 2 : job.filters << 2);
    for (let tile = 0; tile < job.tiles; tile++) {
      if (first == 0) transposeTile(job, tile);
      spreadTile(job, tile);
    }
    cropImages(job, first, count);
  }
}

/** Adds what a tile's patches pass back into the padded images. */
function spreadTile(job: Job, tile: i32): void {
  const from = tileStart(job, tile);
  const to = tileEnd(job, tile);
  const kernel = job.packed + <usize>tile * transposedBytes(job);
  const blockBytes = <usize>job.filters << 6;
  for (let block = 0; block < job.runVectors >> 2; block++) {
    spreadBlock(job, from, to, kernel + <usize>block * blockBytes, job.offsets + (block << 4));
  }
}

/**
 * 16 floats of the runs of all a tile's patches, two at a time: neighbours in the list if they lie in one image, else the
 * last ones of two images. So each image's patches come in an order of its own.
 */
function spreadBlock(job: Job, from: i32, to: i32, panel: usize, offsets: usize): void {
  const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
  const filters = job.filters;
  let imageEnd = job.padded;
  let waiting: usize = 0, waitingRow: usize = 0;
  for (let i = from; i < to; i++) {
    const at = i << 2;
    const row = <usize>load<u32>(job.patchRows + at);
    const a = <usize>load<u32>(job.patchInputs + at);
    while (a >= imageEnd) imageEnd += job.imageBytes;
    const next = i + 1 < to ? <usize>load<u32>(job.patchInputs + at, 4) : imageEnd;
    const alone = next >= imageEnd;
    if (alone && !waiting) {
      waiting = a;
      waitingRow = row;
      continue;
    }
    // One call for both cases: the compiler inlines a function with one call, which is worth a tenth.
    const b = alone ? waiting : next;
    const rowB = alone ? waitingRow : <usize>load<u32>(job.patchRows + at, 4);
    addPair(row, rowB, panel, filters, a, b, o0, o1, o2, o3);
    if (alone) waiting = 0;
    else i++;
  }
  if (waiting) addBlock(waitingRow, panel, filters, waiting, o0, o1, o2, o3);
}
