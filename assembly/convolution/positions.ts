import { Job } from './job';

/**
 * An output position of an image: its index, the byte offset of its patch in a padded image, how much of the patch padding cuts
 * off (rows of the kernel at top and bottom, then columns left and right, one byte each), and its group of positions, whose patches are
 * listed before those of the next group for all images.
 */
@unmanaged
export class Position {
  index: i32;
  input: i32;
  cut: u32;
  group: u32;
}

/** Bytes of a `Position`. */
export const POSITION_BYTES: i32 = offsetof<Position>();

/** Lists all positions in order, as one group; unless `cuts`, as if no patch were cut. */
export function listPositions(job: Job, cuts: bool): void {
  let at = job.positions;
  for (let i = 0; i < job.outHeight; i++) {
    for (let j = 0; j < job.outWidth; j++) {
      at = addPosition(job, at, i, j, cuts ? rowCut(job, i) | columnCut(job, j) << 16 : 0, 0);
    }
  }
}

/**
 * Lists all positions, grouped by how padding cuts them: first the rows cut at the top or bottom (by rows alone), then the columns cut at
 * a side, then the interior of the image.
 */
export function groupPositions(job: Job): void {
  let at = job.positions;
  for (let i = 0; i < job.outHeight; i++) {
    const rows = rowCut(job, i);
    if (!rows) continue;
    for (let j = 0; j < job.outWidth; j++) {
      const cut = rows | columnCut(job, j) << 16;
      at = addPosition(job, at, i, j, cut, rows);
    }
  }
  for (let j = 0; j < job.outWidth; j++) {
    const columns = columnCut(job, j);
    if (!columns) continue;
    for (let i = 0; i < job.outHeight; i++) if (!rowCut(job, i)) at = addPosition(job, at, i, j, columns << 16, columns << 16);
  }
  for (let i = 0; i < job.outHeight; i++) {
    if (rowCut(job, i)) continue;
    for (let j = 0; j < job.outWidth; j++) if (!columnCut(job, j)) at = addPosition(job, at, i, j, 0, 0);
  }
}

/** End of the group that contains the position `at`. */
export function groupEnd(at: usize, end: usize): usize {
  const group = changetype<Position>(at).group;
  do at += offsetof<Position>();
  while (at < end && changetype<Position>(at).group == group);
  return at;
}

function addPosition(job: Job, at: usize, i: i32, j: i32, cut: u32, group: u32): usize {
  const position = changetype<Position>(at);
  position.index = i * job.outWidth + j;
  position.input = ((i * job.strideHeight * job.paddedWidth + j * job.strideWidth) * job.channels) << 2;
  position.cut = cut;
  position.group = group;
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
