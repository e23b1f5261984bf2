import { addBlock, addPair } from './inputGradientBlocks';
import { Job } from './job';
import { maskRows } from './maskRows';
import { clearPadded, cropImages } from './padImages';
import { listVectorOffsets, transposedBytes, transposeTile } from './runBlocks';
import { sortPatches, tileEnd, tileStart } from './sortPatches';

/**
 * x = the convolution's gradient to its input. The order of additions into an image depends on that image's own patches
 * alone, so that a result never depends on the batch.
 */
export function convolutionInputGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.filters << 2;
  const wideBytes = job.wideFilters << 2;
  listVectorOffsets(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    const gradients = job.dy + <usize>first * patches * rowBytes;
    clearPadded(job, count);
    if (job.rows) maskRows(job, gradients, job.rows, count * patches);
    sortPatches(job, first, count, job.rows ? job.rows : gradients, job.rows ? wideBytes : rowBytes);
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

/** 16 floats of the runs of all a tile's patches: two patches of one image at a time, a last one alone. */
function spreadBlock(job: Job, from: i32, to: i32, panel: usize, offsets: usize): void {
  const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
  const filters = job.filters;
  let imageEnd = job.padded;
  for (let i = from; i < to; ) {
    const at = i << 2;
    const a = <usize>load<u32>(job.patchInputs + at);
    while (a >= imageEnd) imageEnd += job.imageBytes;
    if (i + 1 < to && <usize>load<u32>(job.patchInputs + at, 4) < imageEnd) {
      const b = <usize>load<u32>(job.patchInputs + at, 4);
      addPair(load<u32>(job.patchRows + at), load<u32>(job.patchRows + at, 4), panel, filters, a, b, o0, o1, o2, o3);
      i += 2;
    } else {
      addBlock(load<u32>(job.patchRows + at), panel, filters, a, o0, o1, o2, o3);
      i++;
    }
  }
}
