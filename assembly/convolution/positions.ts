import { Job } from './job';

/**
 * One output position of an image: which it is, bytes to its patch within a padded image, and by how much padding cuts the
 * patch: rows of the kernel at its top and bottom, then columns left and right, a byte each.
 */
@unmanaged
export class Position {
  index: i32;
  input: i32;
  cut: u32;
}

/** Bytes of a `Position`. */
export const POSITION_BYTES: i32 = offsetof<Position>();

/** Lists all positions in order, as if nothing were cut. */
export function listPositions(job: Job): void {
  let at = job.positions;
  for (let i = 0; i < job.outHeight; i++) {
    for (let j = 0; j < job.outWidth; j++) at = addPosition(job, at, i, j, 0);
  }
}

/**
 * Lists all positions, those together that padding cuts alike: the rows that are cut at the top or the bottom, then the columns
 * that are cut at a side, then the inside of the image.
 */
export function groupPositions(job: Job): void {
  let at = job.positions;
  for (let i = 0; i < job.outHeight; i++) {
    const rows = rowCut(job, i);
    if (!rows) continue;
    for (let j = 0; j < job.outWidth; j++) at = addPosition(job, at, i, j, rows | columnCut(job, j) << 16);
  }
  for (let j = 0; j < job.outWidth; j++) {
    const columns = columnCut(job, j);
    if (!columns) continue;
    for (let i = 0; i < job.outHeight; i++) if (!rowCut(job, i)) at = addPosition(job, at, i, j, columns << 16);
  }
  for (let i = 0; i < job.outHeight; i++) {
    if (rowCut(job, i)) continue;
    for (let j = 0; j < job.outWidth; j++) if (!columnCut(job, j)) at = addPosition(job, at, i, j, 0);
  }
}

/** One past the last of the positions from `at` on that belong to the same group. */
export function groupEnd(at: usize, end: usize): usize {
  const group = groupOf(changetype<Position>(at).cut);
  do at += offsetof<Position>();
  while (at < end && groupOf(changetype<Position>(at).cut) == group);
  return at;
}

/** Rows are told apart by their rows alone. */
// @ts-ignore: decorator
@inline
function groupOf(cut: u32): u32 {
  return cut & 0xffff ? cut & 0xffff : cut;
}

function addPosition(job: Job, at: usize, i: i32, j: i32, cut: u32): usize {
  const position = changetype<Position>(at);
  position.index = i * job.outWidth + j;
  position.input = ((i * job.strideHeight * job.paddedWidth + j * job.strideWidth) * job.channels) << 2;
  position.cut = cut;
  return at + offsetof<Position>();
}

function rowCut(job: Job, i: i32): u32 {
  return cutOf(job.padTop - i * job.strideHeight, job.kernelHeight, job.inHeight);
}

/** Columns of the kernel that lie left of the image at column `j` of the outputs, and right of it in the next byte. */
export function columnCut(job: Job, j: i32): u32 {
  return cutOf(job.padLeft - j * job.strideWidth, job.kernelWidth, job.inWidth);
}

/** `before`: how far before the image the kernel begins. */
// @ts-ignore: decorator
@inline
function cutOf(before: i32, kernel: i32, image: i32): u32 {
  const first = min(max(before, 0), kernel), last = min(max(kernel - before - image, 0), kernel);
  return <u32>(first | last << 8);
}
