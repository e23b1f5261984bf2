import { madd, splat, WIDE } from '../simd';
import { collectPair } from './collectPair';
import { Job } from './job';
import { appendNonzeros, ENTRY, TABLE_BYTES } from './nonzeroLists';
import { transposeLines } from './runBlocks';
import { assignmentOf } from './sortPatches';

/** Vectors of a pixel that are summed together. */
const PIXEL_BLOCK: i32 = 8;

/** Bytes of these vectors. */
export const PIXEL_BYTES: i32 = PIXEL_BLOCK << 4;

/**
 * Gradient with respect to the pixels of an image, each summed over the patches that contain it. `rows` are the patches' rows of
 * gradients, `rowBytes` apart. Nonzero gradients are listed once, patch by patch, so that the patches of an output row that
 * contain a pixel are a contiguous part of the list.
 */
export function collectImage(job: Job, image: i32, rows: usize, rowBytes: i32): void {
  listImage(job, image, rows, rowBytes);
  memory.fill(job.padded, 0, job.inHeight * job.inWidth * job.pixelBlocks * PIXEL_BYTES);
  const slabBytes = job.tiles * tileBytes(job);
  let slab = job.packed;
  for (let block = 0; block < job.pixelBlocks; block++) {
    for (let row = 0; row < job.kernelHeight; row++) {
      for (let i = 0; i < job.outHeight; i++) {
        const y = i * job.strideHeight + row - job.padTop;
        if (y >= 0 && y < job.inHeight) collectRow(job, i, y, block, slab);
      }
      slab += slabBytes;
    }
  }
  copyPixels(job, job.x + (<usize>(image * job.inHeight * job.inWidth * job.channels) << 2));
}

/** Copies kernels to the layout [blocks of channels][rows][tiles][filters][columns][channels of the block], padded with zeros. */
export function packForPixels(job: Job): void {
  const filters = job.filters, channels = job.channels, slabBytes = job.tiles * tileBytes(job);
  memory.fill(job.packed, 0, job.pixelBlocks * job.kernelHeight * slabBytes);
  let lines = job.kernels;
  for (let tile = 0; tile < job.tiles; tile++) {
    for (let row = 0; row < job.kernelHeight; row++) {
      const slabs = job.packed + row * slabBytes + tile * tileBytes(job);
      for (let column = 0; column < job.kernelWidth; column++) {
        for (let c = 0; c < channels; c += 4) {
          const block = (c >> 2) / PIXEL_BLOCK;
          const target = slabs + block * job.kernelHeight * slabBytes + column * PIXEL_BYTES + (c << 2) - block * PIXEL_BYTES;
          const floats = min(4, channels - c);
          transposeLines(lines, target, filters, floats, filterBytes(job));
          lines += <usize>(floats * filters) << 2;
        }
      }
    }
  }
}

/** Bytes from one filter's columns to the next in the packed kernels. */
// @ts-ignore: decorator
@inline
function filterBytes(job: Job): i32 {
  return job.kernelWidth * PIXEL_BYTES;
}

// @ts-ignore: decorator
@inline
function tileBytes(job: Job): i32 {
  return job.filters * filterBytes(job);
}

/** Lists nonzero gradients patch by patch; stores in `starts` the start of each patch's entries and the end of the last. */
function listImage(job: Job, image: i32, rows: usize, rowBytes: i32): void {
  const patches = job.outHeight * job.outWidth;
  const filterStep = filterBytes(job), patchStep = job.strideWidth * PIXEL_BYTES, tileStep = tileBytes(job);
  const assignment = job.assignment ? assignmentOf(job, image) : 0;
  let entry = job.group + TABLE_BYTES, starts = job.starts, j = 0;
  for (let p = 0; p < patches; p++) {
    store<u32>(starts, <u32>entry);
    const tile = assignment ? load<i32>(assignment + (p << 2)) : 0;
    if (tile >= 0) entry = appendNonzeros(rows, job.wideFilters, entry, tile * tileStep - j * patchStep, filterStep, job.group);
    if (++j == job.outWidth) j = 0;
    starts += 4;
    rows += rowBytes;
  }
  store<u32>(starts, <u32>entry);
}

/** Adds the gradients of the patches in output row `i` to image row `y`, through one row of the kernels. */
function collectRow(job: Job, i: i32, y: i32, block: i32, slab: usize): void {
  const starts = job.starts + (<usize>(i * job.outWidth) << 2);
  const step = job.strideWidth, pixelBytes = job.pixelBlocks * PIXEL_BYTES;
  let sums = job.padded + y * job.inWidth * pixelBytes + block * PIXEL_BYTES;
  let kernel = slab + job.padLeft * PIXEL_BYTES;
  // The patches [from, to) contain the pixel, which is `right` columns from the left edge of the first patch.
  let right = job.padLeft, from = 0, to = 0;
  const last = right + job.inWidth;
  if (WIDE) {
    for (; right + 1 < last; right += 2) {
      while (to < job.outWidth && to * step <= right) to++;
      while (from < to && from * step + job.kernelWidth <= right) from++;
      const own = load<u32>(starts + (from << 2)), first = load<u32>(starts + (to << 2));
      while (to < job.outWidth && to * step <= right + 1) to++;
      while (from < to && from * step + job.kernelWidth <= right + 1) from++;
      collectPair(sums, pixelBytes, own, load<u32>(starts + (from << 2)), first, load<u32>(starts + (to << 2)), kernel);
      sums += 2 * pixelBytes;
      kernel += 2 * PIXEL_BYTES;
    }
  }
  for (; right < min(job.kernelWidth, last); right++) {
    while (to < job.outWidth && to * step <= right) to++;
    collectPixel(sums, load<u32>(starts), load<u32>(starts + (to << 2)), kernel);
    sums += pixelBytes;
    kernel += PIXEL_BYTES;
  }
  for (; right < last; right++) {
    while (to < job.outWidth && to * step <= right) to++;
    while (from < to && from * step + job.kernelWidth <= right) from++;
    collectPixel(sums, load<u32>(starts + (from << 2)), load<u32>(starts + (to << 2)), kernel);
    sums += pixelBytes;
    kernel += PIXEL_BYTES;
  }
}

/**
 * Adds 32 channels of a pixel's gradient: for each listed entry, its product with the kernel's floats at the listed offset from
 * `kernel`. Two entries at a time: the 8 sums and their operands fit into V8's registers if each load stays next to its use. This
 * requires a loop that is not inside another loop: the function is not inlined because it is called from two places.
 */
function collectPixel(sums: usize, entry: usize, end: usize, kernel: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
  if ((end - entry) & ENTRY) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
    s4 = madd(p, v128.load(k, 64), s4);
    s5 = madd(p, v128.load(k, 80), s5);
    s6 = madd(p, v128.load(k, 96), s6);
    s7 = madd(p, v128.load(k, 112), s7);
    entry += ENTRY;
  }
  while (entry < end) {
    const first = load<u64>(entry), second = load<u64>(entry, ENTRY);
    const k = kernel + <usize>(first >> 32), l = kernel + <usize>(second >> 32);
    const p = i32x4.splat(<i32>first), q = i32x4.splat(<i32>second);
    s0 = madd(q, v128.load(l), madd(p, v128.load(k), s0));
    s1 = madd(q, v128.load(l, 16), madd(p, v128.load(k, 16), s1));
    s2 = madd(q, v128.load(l, 32), madd(p, v128.load(k, 32), s2));
    s3 = madd(q, v128.load(l, 48), madd(p, v128.load(k, 48), s3));
    s4 = madd(q, v128.load(l, 64), madd(p, v128.load(k, 64), s4));
    s5 = madd(q, v128.load(l, 80), madd(p, v128.load(k, 80), s5));
    s6 = madd(q, v128.load(l, 96), madd(p, v128.load(k, 96), s6));
    s7 = madd(q, v128.load(l, 112), madd(p, v128.load(k, 112), s7));
    entry += 2 * ENTRY;
  }
  v128.store(sums, s1, 16);
  v128.store(sums, s0);
  v128.store(sums, s3, 48);
  v128.store(sums, s2, 32);
  v128.store(sums, s5, 80);
  v128.store(sums, s4, 64);
  v128.store(sums, s7, 112);
  v128.store(sums, s6, 96);
}

/** Copies the sums of an image's pixels to `target`, without the padding of their last block. */
function copyPixels(job: Job, target: usize): void {
  const pixels = job.inHeight * job.inWidth, bytes = job.channels << 2, step = job.pixelBlocks * PIXEL_BYTES;
  let sums = job.padded;
  if (bytes == step) {
    memory.copy(target, sums, <usize>pixels * bytes);
    return;
  }
  for (let pixel = 0; pixel < pixels; pixel++) {
    memory.copy(target, sums, bytes);
    target += bytes;
    sums += step;
  }
}
