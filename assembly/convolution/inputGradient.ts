import { WIDE } from '../simd';
import { collectImage, packForPixels } from './collectGradient';
import { addListed, addRow } from './inputGradientBlocks';
import { Job } from './job';
import { fillTable, listBytes, listNonzeros, PAIR_ROOM, TABLE_BYTES } from './nonzeroLists';
import { clearPadded, cropImages } from './padImages';
import { gradientRows } from './poolRows';
import { listPositions } from './positions';
import { BLOCK, listVectorOffsets, transposedBytes, transposeTile } from './runBlocks';
import { sortPatches, tileEnd, tileStart } from './sortPatches';
import { addTwoListed, addTwoRows } from './patchPairs';

/**
 * x = gradient of the convolution with respect to its input. The order of additions to an image depends only on the patches of
 * that image, so a result never depends on the batch.
 */
export function convolutionInputGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  fillTable(job.group);
  if (job.pixelBlocks) collect(job);
  else spread(job);
}

/** Patch by patch: adds the gradient of each patch to its image. */
function spread(job: Job): void {
  listVectorOffsets(job, 1);
  listPositions(job);
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

/** Pixel by pixel: sums the gradients of all patches that contain the pixel. */
function collect(job: Job): void {
  const rowBytes = job.rows ? job.wideFilters << 2 : job.filters << 2;
  packForPixels(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    let rows = gradientRows(job, first, count);
    for (let image = 0; image < count; image++) {
      collectImage(job, first + image, rows, rowBytes);
      rows += job.outHeight * job.outWidth * rowBytes;
    }
  }
}

/** Bytes of lists that should fit in the first-level cache together; at most `GROUP_BYTES`. */
const SPREAD_BYTES: i32 = 16384;

/**
 * Adds the gradients of a tile's patches to the padded images, one group of patches at a time. A group consists of pieces, each
 * from one image and cut independently of other images, so that the order of additions to an image does not depend on the others.
 */
function spreadTile(job: Job, tile: i32): void {
  const to = tileEnd(job, tile);
  const kernel = job.packed + <usize>tile * transposedBytes(job);
  const most = max(1, SPREAD_BYTES / <i32>listBytes(job.wideFilters));
  let from = tileStart(job, tile);
  while (from < to) {
    let end = pieceEnd(job, from, to, most);
    for (let next = end; next < to && next - from < most; ) {
      next = pieceEnd(job, next, to, most);
      if (next - from <= most) end = next;
    }
    spreadGroup(job, from, end, kernel);
    from = end;
  }
}

/** End index of the patches from `from` on that belong to the same image, at most `most` of them. */
function pieceEnd(job: Job, from: i32, to: i32, most: i32): i32 {
  const last = min(to, from + most);
  const imageEnd = job.padded + ((patchInput(job, from) - job.padded) / job.imageBytes + 1) * job.imageBytes;
  let end = from + 1;
  while (end < last && patchInput(job, end) < imageEnd) end++;
  return end;
}

// @ts-ignore: decorator
@inline
function patchInput(job: Job, i: i32): usize {
  return <usize>load<u32>(job.patchInputs + (i << 2));
}

function spreadGroup(job: Job, from: i32, to: i32, kernel: usize): void {
  const filters = job.filters;
  const mostlyZero = listGroup(job, from, to);
  const blocks = job.runVectors / BLOCK;
  let offsets = job.offsets;
  for (let block = 0; block < blocks; block++) {
    const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
    const o4 = load<u32>(offsets, 16), o5 = load<u32>(offsets, 20), o6 = load<u32>(offsets, 24);
    let list = job.group + TABLE_BYTES;
    let i = from;
    if (WIDE) {
      for (; i + 1 < to; i += 2) {
        const a = patchInput(job, i), b = patchInput(job, i + 1), rows = job.patchRows + (i << 2), bytes = listBytes(job.wideFilters);
        if (mostlyZero) addTwoListed(list, list + bytes, kernel, a, b, job.group + PAIR_ROOM, o0, o1, o2, o3, o4, o5, o6);
        else addTwoRows(load<u32>(rows), load<u32>(rows, 4), filters, kernel, a, b, job.group + PAIR_ROOM, o0, o1, o2, o3, o4, o5, o6);
        list += 2 * bytes;
      }
    }
    for (; i < to; i++) {
      const a = patchInput(job, i);
      if (mostlyZero) addListed(list, kernel, a, o0, o1, o2, o3, o4, o5, o6);
      else addRow(load<u32>(job.patchRows + (i << 2)), filters, kernel, a, o0, o1, o2, o3, o4, o5, o6);
      list += listBytes(job.wideFilters);
    }
    offsets += BLOCK << 2;
    kernel += (BLOCK << 4) * filters;
  }
}

/** Lists the nonzero gradients of a group; returns whether they are few enough to use the lists. */
function listGroup(job: Job, from: i32, to: i32): bool {
  fetchRows(job, from, to);
  let list = job.group + TABLE_BYTES;
  let entries = 0;
  for (let i = from; i < to; i++) {
    entries += listNonzeros(load<u32>(job.patchRows + (i << 2)), job.wideFilters, list, BLOCK << 4, job.group);
    list += listBytes(job.wideFilters);
  }
  return 4 * entries < 3 * (to - from) * job.filters;
}

/**
 * Reads one float of each cache line of a group's rows, so that many lines are fetched at the same time. The rows of a tile are
 * scattered, and making the lists fetches few lines in parallel.
 */
function fetchRows(job: Job, from: i32, to: i32): void {
  let seen = 0;
  for (let i = from; i < to; i++) {
    const row: usize = load<u32>(job.patchRows + (i << 2));
    for (let at: usize = 0; at < <usize>job.wideFilters << 2; at += 64) seen |= load<i32>(row + at);
  }
  // Keeps the loads from being optimised away; the lists overwrite it.
  store<i32>(job.group + TABLE_BYTES, seen);
}
