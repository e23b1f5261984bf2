import { WIDE } from '../simd';
import { BLOCK_RESULTS, narrowBlock, wideBlock } from './blocks';
import { DepthwiseJob, Tap } from './job';
import { slideRow, slides } from './slideRow';
import { sumTaps } from './sums';

/** A row of results and the rows that it reads, `job.rows`. */
@unmanaged
export class Row {
  /** Row and column of the first element of the first result's window, and how far windows are apart. */
  top: i32;
  left: i32;
  stride: i32;
  /** Rows and columns of the source; windows may lie partly outside. */
  height: i32;
  columns: i32;
  /** Number of results. */
  results: i32;
  kernels: usize;
  target: usize;
  /** A `FinishJob` or 0. */
  finish: usize;
}

/** Bytes of a `Row`. */
export const ROW_ROOM: i32 = offsetof<Row>();

/** Computes a row of results for all channels; each result by itself, column by column of its window, so that it does not depend on the others. */
export function convolveRow(job: DepthwiseJob, row: Row): void {
  if (slides(job, row)) return slideRow(job, row);
  const left = row.left, stride = row.stride, results = row.results;
  const room = row.columns - 1 - (job.kernelWidth - 1) * job.dilationWidth - left;
  const first = left < 0 ? min(results, (stride - 1 - left) / stride) : 0;
  const last = room < 0 ? 0 : min(results, room / stride + 1);
  let i = 0;
  if (last - first >= BLOCK_RESULTS) {
    for (; i < first; i++) convolveResult(job, row, i);
    const end = listTaps(job, row, 0);
    for (; i <= last - BLOCK_RESULTS; i += BLOCK_RESULTS) convolveBlock(job, row, end, i);
    if (i < last) convolveBlock(job, row, end, last - BLOCK_RESULTS);
    i = last;
  }
  for (; i < results; i++) convolveResult(job, row, i);
}

function convolveResult(job: DepthwiseJob, row: Row, i: i32): void {
  const end = listTaps(job, row, row.left + i * row.stride), bytes: usize = job.channels << 2;
  sumTaps(job.taps, end, row.target + <usize>i * bytes, 0, 0, job.channels, row.finish);
}

/** The results from `i` on, whose windows lie inside the columns; `end` of the list for windows from column 0 on. */
function convolveBlock(job: DepthwiseJob, row: Row, end: usize, i: i32): void {
  const bytes: usize = job.channels << 2, taps = job.taps, finish = row.finish;
  const from = <usize>(row.left + i * row.stride) * bytes, step = <usize>row.stride * bytes;
  const target = row.target + <usize>i * bytes;
  let at: usize = 0;
  if (WIDE) for (; at + 64 <= bytes; at += 64) wideBlock(taps, end, from, step, at, target, bytes, finish);
  for (; at + 32 <= bytes; at += 32) narrowBlock(taps, end, from, step, at, target, bytes, finish);
  if (at == bytes) return;
  const left = <i32>((bytes - at) >> 2);
  for (let result: usize = 0; result < <usize>BLOCK_RESULTS; result++) {
    sumTaps(taps, end, target + result * bytes, from + result * step, at, left, finish);
  }
}

/** Lists the elements of the window from column `left` on that are inside, column by column; returns the end of the list. */
function listTaps(job: DepthwiseJob, row: Row, left: i32): usize {
  const bytes: usize = job.channels << 2;
  let place = job.taps;
  for (let column = 0; column < job.kernelWidth; column++) {
    const x = left + column * job.dilationWidth;
    if (x < 0 || x >= row.columns) continue;
    for (let line = 0; line < job.kernelHeight; line++) {
      const y = row.top + line * job.dilationHeight;
      if (y < 0 || y >= row.height) continue;
      const tap = changetype<Tap>(place);
      tap.pixel = <u32>(<usize>load<u32>(job.rows + (y << 2)) + <usize>x * bytes);
      tap.kernel = <u32>(row.kernels + <usize>(line * job.kernelWidth + column) * bytes);
      place += offsetof<Tap>();
    }
  }
  return place;
}
