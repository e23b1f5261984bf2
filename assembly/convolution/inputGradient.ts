import { WIDE } from '../simd';
import { collectImage, packForPixels } from './collectGradient';
import { addDense, fewAreZero } from './denseSums';
import { addListed, addPatch, addRow } from './inputGradientBlocks';
import { Job } from './job';
import { fillTable, listBytes, listNonzeros, PAIR_ROOM, spreadPatches, TABLE_BYTES } from './nonzeroLists';
import { clearPadded, cropImages } from './padImages';
import { gradientRows } from './poolRows';
import { listPositions } from './positions';
import { addByRows } from './rowGradient';
import { BLOCK, isWhole, listVectorOffsets, patchVectors, runOf, STRIP, stripVectors, transposedBytes, transposeTile } from './runBlocks';
import { addTwoListed, sumTwoListed } from './patchPairs';
import { patchInput, sortPatches, tileEnd, tileStart } from './sortPatches';

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
  const byRows = job.patchCuts != 0;
  listPositions(job, byRows);
  const rowFloats = job.rows ? job.wideFilters : job.filters;
  let dense = false;
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    clearPadded(job, count);
    const rows = gradientRows(job, first, count);
    if (WIDE && first == 0 && !byRows) dense = fewAreZero(rows, count * job.outHeight * job.outWidth * rowFloats);
    sortPatches(job, first, count, rows, rowFloats << 2);
    for (let tile = 0; tile < job.tiles; tile++) {
      const kernel = job.packed + <usize>tile * (dense ? stripBytes(job) : transposedBytes(job));
      if (first == 0) {
        if (byRows) transposeTile(job, tile, kernel, patchVectors(job), runOf(job) >> 2);
        else if (dense) transposeTile(job, tile, kernel, stripVectors(job), STRIP);
        else transposeTile(job, tile, kernel, job.runVectors, BLOCK);
      }
      spreadTile(job, tile, kernel, dense, byRows);
    }
    cropImages(job, first, count);
  }
}

/** Bytes of a tile's kernels in strips. */
// @ts-ignore: decorator
@inline
function stripBytes(job: Job): usize {
  return <usize>stripVectors(job) * job.filters << 4;
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

/**
 * Adds the gradients of a tile's patches to the padded images, one group of patches at a time. A group consists of pieces, each
 * from one image and cut independently of other images, so that the order of additions to an image does not depend on the others.
 */
function spreadTile(job: Job, tile: i32, kernel: usize, dense: bool, byRows: bool): void {
  const to = tileEnd(job, tile);
  const most = spreadPatches(job.wideFilters);
  let from = tileStart(job, tile);
  while (from < to) {
    let end = pieceEnd(job, from, to, most);
    for (let next = end; next < to && next - from < most; ) {
      next = pieceEnd(job, next, to, most);
      if (next - from <= most) end = next;
    }
    if (byRows) addByRows(job, from, end, kernel);
    else if (WIDE && dense) {
      fetchRows(job, from, end);
      addDense(job, from, end, kernel);
    } else spreadGroup(job, from, end, kernel);
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

function spreadGroup(job: Job, from: i32, to: i32, kernel: usize): void {
  const mostlyZero = listGroup(job, from, to);
  if (isWhole(job)) spreadWhole(job, from, to, kernel, mostlyZero);
  else spreadBlocks(job, from, to, kernel, mostlyZero);
}

/** Adds all vectors of a patch before those of the next. */
function spreadWhole(job: Job, from: i32, to: i32, kernel: usize, mostlyZero: bool): void {
  const bytes = listBytes(job.wideFilters);
  let list = job.group + TABLE_BYTES;
  let i = from;
  if (WIDE) {
    for (; i + 1 < to; i += 2) {
      spreadPair(job, list, list + bytes, patchInput(job, i), patchInput(job, i + 1), kernel);
      list += 2 * bytes;
    }
  }
  const blocks = job.runVectors / BLOCK, vectors = patchVectors(job);
  for (; i < to; i++) {
    const a = patchInput(job, i);
    let offsets = job.offsets, k = kernel;
    for (let block = 0; block < blocks; block++) {
      const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
      const o4 = load<u32>(offsets, 16), o5 = load<u32>(offsets, 20), o6 = load<u32>(offsets, 24);
      const count = vectors - block * BLOCK;
      if (WIDE || mostlyZero) addListed(list, k, a, count, o0, o1, o2, o3, o4, o5, o6);
      else addRow(load<u32>(job.patchRows + (i << 2)), job.filters, k, a, count, o0, o1, o2, o3, o4, o5, o6);
      offsets += BLOCK << 2;
      k += (BLOCK << 4) * job.filters;
    }
    list += bytes;
  }
}

/** Adds patch `a`, then `b`, from their lists. */
function spreadPair(job: Job, list: usize, other: usize, a: usize, b: usize, kernel: usize): void {
  const blocks = job.runVectors / BLOCK;
  const first = sumsOfPair(job), second = first + ((job.runVectors + 1) << 4);
  for (let block = 0; block < blocks; block++) {
    const at = block * (BLOCK << 4);
    sumTwoListed(list, other, kernel, first + at, second + at);
    kernel += (BLOCK << 4) * job.filters;
  }
  addPatch(job, first, a);
  addPatch(job, second, b);
}

/** Room for the sums of two patches, behind the lists. */
// @ts-ignore: decorator
@inline
function sumsOfPair(job: Job): usize {
  return job.group + TABLE_BYTES + <usize>(spreadPatches(job.wideFilters) + 1) * listBytes(job.wideFilters);
}

/** Adds a block of vectors of every patch before the next block. */
function spreadBlocks(job: Job, from: i32, to: i32, kernel: usize, mostlyZero: bool): void {
  const filters = job.filters;
  const blocks = job.runVectors / BLOCK, vectors = patchVectors(job);
  let offsets = job.offsets;
  for (let block = 0; block < blocks; block++) {
    const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
    const o4 = load<u32>(offsets, 16), o5 = load<u32>(offsets, 20), o6 = load<u32>(offsets, 24);
    const count = vectors - block * BLOCK;
    let list = job.group + TABLE_BYTES;
    let i = from;
    if (WIDE) {
      for (; i + 1 < to; i += 2) {
        const a = patchInput(job, i), b = patchInput(job, i + 1), bytes = listBytes(job.wideFilters);
        addTwoListed(list, list + bytes, kernel, a, b, count, job.group + PAIR_ROOM, o0, o1, o2, o3, o4, o5, o6);
        list += 2 * bytes;
      }
    }
    for (; i < to; i++) {
      const a = patchInput(job, i);
      if (WIDE || mostlyZero) addListed(list, kernel, a, count, o0, o1, o2, o3, o4, o5, o6);
      else addRow(load<u32>(job.patchRows + (i << 2)), filters, kernel, a, count, o0, o1, o2, o3, o4, o5, o6);
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
