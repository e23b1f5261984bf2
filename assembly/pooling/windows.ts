import { addLanes, storeLanes } from '../simd';

/** A pooling as described by the host. Sizes are in elements; pointers are byte offsets in the shared memory, 0 if absent. */
@unmanaged
export class PoolJob {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  padTop: i32;
  padLeft: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  outHeight: i32;
  outWidth: i32;
  /** [batch, inHeight, inWidth, channels]. */
  x: usize;
  /** [batch, outHeight, outWidth, channels]. */
  y: usize;
  /** Gradient with respect to y. */
  dy: usize;
  /** Gradient with respect to x. */
  dx: usize;
  /** Uniform numbers of y's shape (stochastic pooling). */
  random: usize;
  /** [channels] (mixed pooling). */
  mixture: usize;
  /** Gradient with respect to the mixture, and room for a partial sum. */
  dMixture: usize;
  partial: usize;
  /** The current window of `nextWindow`, clipped to its image: its start in x in bytes, and its size. */
  at: usize;
  rows: i32;
  columns: i32;
  /** Position of its output in y, in bytes. */
  out: usize;
  /** Index of the next window in the batch. */
  next: i32;
  /** 1: windows do not overlap, so gradients are stored instead of added. Set by `clearGradient`. */
  apart: i32;
}

/** Advances to the next window before index `end`; false if there is none. */
export function nextWindow(job: PoolJob, end: i32): bool {
  const window = job.next;
  if (window >= end) return false;
  const line = window / job.outWidth;
  const image = line / job.outHeight;
  const top = (line - image * job.outHeight) * job.strideHeight - job.padTop;
  const left = (window - line * job.outWidth) * job.strideWidth - job.padLeft;
  const firstRow = max(0, top);
  const firstColumn = max(0, left);
  const pixelBytes = <usize>job.channels << 2;
  job.at = <usize>((image * job.inHeight + firstRow) * job.inWidth + firstColumn) * pixelBytes;
  job.rows = min(job.inHeight, top + job.windowHeight) - firstRow;
  job.columns = min(job.inWidth, left + job.windowWidth) - firstColumn;
  job.out = <usize>window * pixelBytes;
  job.next = window + 1;
  return true;
}

/** Number of windows in `images` images. */
export function windowsOf(job: PoolJob, images: i32): i32 {
  return images * job.outHeight * job.outWidth;
}

/** Prepares the gradient with respect to x: zeroes it unless non-overlapping windows will fill all of it. */
export function clearGradient(job: PoolJob): void {
  job.apart = job.strideHeight >= job.windowHeight && job.strideWidth >= job.windowWidth ? 1 : 0;
  const fillsHeight = job.outHeight * job.windowHeight == job.inHeight && job.strideHeight == job.windowHeight;
  const fillsWidth = job.outWidth * job.windowWidth == job.inWidth && job.strideWidth == job.windowWidth;
  if (fillsHeight && fillsWidth && job.padTop == 0 && job.padLeft == 0) return;
  memory.fill(job.dx, 0, <usize>job.batch * job.inHeight * job.inWidth * job.channels << 2);
}

/** Adds `value` to the gradient at `pointer`. */
// @ts-ignore: decorator
@inline
export function addGradient(job: PoolJob, pointer: usize, value: v128, lanes: i32): void {
  if (job.apart) storeLanes(pointer, value, lanes);
  else addLanes(pointer, value, lanes);
}

/** Bytes from one row of an image to the next. */
// @ts-ignore: decorator
@inline
export function rowBytes(job: PoolJob): usize {
  return <usize>(job.inWidth * job.channels) << 2;
}
