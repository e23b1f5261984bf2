import { WIDE } from '../simd';
import { Job } from './job';
import { listBytes, listNonzeros, TABLE_BYTES } from './nonzeroLists';
import { addFive, addOne, addThree, addTwo } from './rowBlocks';
import { runOf } from './runBlocks';
import { patchInput } from './sortPatches';

/** Bytes of a strip of 16 floats. */
const STRIP_BYTES: i32 = 64;

/**
 * Adds the gradients of the patches [from, to) of one tile to their padded images, through one row of the tile's kernels after the other: a row stays in the
 * first-level cache. Parts in the padding, which nobody reads, are left out. `kernel` is that of the tile, [rows][filters][floats of a run].
 */
export function addByRows(job: Job, from: i32, to: i32, kernel: usize): void {
  const bytes = listBytes(job.wideFilters), lists = job.group + TABLE_BYTES;
  const runBytes = runOf(job) << 2, pixelBytes = job.channels << 2, rowBytes = job.paddedWidth * pixelBytes;
  let list = lists;
  for (let i = from; i < to; i++) {
    listNonzeros(load<u32>(job.patchRows + (i << 2)), job.wideFilters, list, runBytes, job.group);
    list += bytes;
  }
  for (let row = 0; row < job.kernelHeight; row++) {
    list = lists;
    for (let i = from; i < to; i++) {
      const cut = load<u32>(job.patchCuts + (i << 2));
      const top = <i32>(cut & 255), bottom = <i32>((cut >> 8) & 255), left = <i32>((cut >> 16) & 255), right = <i32>(cut >> 24);
      if (row >= top && row < job.kernelHeight - bottom) {
        addRun(list, patchInput(job, i) + row * rowBytes, kernel, left * pixelBytes, runBytes - right * pixelBytes);
      }
      list += bytes;
    }
    kernel += job.filters * runBytes;
  }
}

/**
 * Adds the bytes [first, last) of a run, complete strips. Each float has its own sum, from the image through the list, so blocks of any size give the
 * same bits. Six strips are twice three, because one strip alone costs nearly as much as three.
 */
// @ts-ignore: decorator
@inline
function addRun(list: usize, sums: usize, kernel: usize, first: i32, last: i32): void {
  while (first < last) {
    const strips = (last - first) / STRIP_BYTES;
    if (WIDE && strips >= 5 && strips != 6) {
      addFive(list, sums + first, kernel + first);
      first += 5 * STRIP_BYTES;
    } else if (WIDE && strips >= 3) {
      addThree(list, sums + first, kernel + first);
      first += 3 * STRIP_BYTES;
    } else if (!WIDE && strips >= 2) {
      addTwo(list, sums + first, kernel + first);
      first += 2 * STRIP_BYTES;
    } else {
      addOne(list, sums + first, kernel + first);
      first += STRIP_BYTES;
    }
  }
}
