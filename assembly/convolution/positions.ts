import { Job } from './job';

/**
 * An output position of an image: its index, the byte offset of its patch in a padded image, and how much of the patch padding
 * cuts off: rows of the kernel at top and bottom, then columns left and right, one byte each.
 */
@unmanaged
export class Position {
  index: i32;
  input: i32;
  cut: u32;
}

/** Bytes of a `Position`. */
export const POSITION_BYTES: i32 = offsetof<Position>();

/** Lists all positions in order, as if no patch were cut. */
export function listPositions(job: Job): void {
  let at = job.positions;
  for (let i = 0; i < job.outHeight; i++) {
    for (let j = 0; j < job.outWidth; j++) at = addPosition(job, at, i, j, 0);
  }
}

/**
 * Lists all positions, grouped by how padding cuts them: first the rows cut at the top or bottom, then the columns cut at a side,
 * then the interior of the image.
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

/** End of the group that contains the position `at`. */
export function groupEnd(at: usize, end: usize): usize {
  const group = groupOf(changetype<Position>(at).cut);
  do at += offsetof<Position>();
  while (at < end && groupOf(changetype<Position>(at).cut) == group);
  return at;
}

/** If rows are cut, positions are grouped by rows alone. */
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

/** Number of kernel columns left of the image for output column `j`, with the number right of it in the next byte. */
export function columnCut(job: Job, j: i32): u32 {
  return cutOf(job.padLeft - j * job.strideWidth, job.kernelWidth, job.inWidth);
}

/** `before`: how far the kernel starts before the image. */
// @ts-ignore: decorator
@inline
function cutOf(before: i32, kernel: i32, image: i32): u32 {
  const first = min(max(before, 0), kernel), last = min(max(kernel - before - image, 0), kernel);
  return <u32>(first | last << 8);
}
