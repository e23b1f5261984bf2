import { FinishJob, passBackRows } from '../finish/finish';
import { WinogradJob } from './job';
import { inputLines } from './lines';
import { PIXEL_DEPTH } from './room';

/** Transforms the pixels below a row of tiles; `tile` is the first of them in the planes. */
export function transformBand(job: WinogradJob, band: i32, tile: i32): void {
  const high = (job.outHeight + 3) >> 2, wide = (job.outWidth + 3) >> 2;
  const image = band / high, top = (band % high << 2) - job.padTop;
  if (job.passBack) readyRows(job, image, top);
  for (let at = 0; at < wide; at++) {
    const target = job.inputs + <usize>(tile + at) * <usize>(job.depth << 2);
    for (let from = 0; from < job.depth; from += PIXEL_DEPTH) {
      const bytes = <usize>(min(PIXEL_DEPTH, job.depth - from) << 2), right: usize = from << 2;
      for (let column = 0; column < 6; column++) columnLines(job, image, top, (at << 2) - job.padLeft + column, right, column, bytes);
      for (let row = 0; row < 6; row++) {
        const line = job.window + 6 * row * bytes;
        inputLines(
          line, line + bytes, line + 2 * bytes, line + 3 * bytes, line + 4 * bytes, line + 5 * bytes,
          target + 6 * row * <usize>job.inputBytes + right, job.inputBytes, bytes, job.coefficients,
        );
      }
    }
  }
}

/** Transforms a column of six pixels to [6][6] lines, of which it fills one of the second axis. */
function columnLines(job: WinogradJob, image: i32, top: i32, x: i32, right: usize, column: i32, bytes: usize): void {
  inputLines(
    pixel(job, image, top, x) + right, pixel(job, image, top + 1, x) + right, pixel(job, image, top + 2, x) + right,
    pixel(job, image, top + 3, x) + right, pixel(job, image, top + 4, x) + right, pixel(job, image, top + 5, x) + right,
    job.window + <usize>column * bytes, 6 * bytes, bytes, job.coefficients,
  );
}

/** A pixel, zeros outside the image. */
// @ts-ignore: decorator
@inline
function pixel(job: WinogradJob, image: i32, y: i32, x: i32): usize {
  if (y < 0 || y >= job.inHeight || x < 0 || x >= job.inWidth) return job.zeros;
  const rowBytes = <usize>(job.inWidth * job.depth) << 2;
  const row = job.passBack ? job.rows + <usize>(y % 6) * rowBytes : job.x + <usize>(image * job.inHeight + y) * rowBytes;
  return row + (<usize>(x * job.depth) << 2);
}

/** Passes the rows below a row of tiles back through what follows them, unless that is done. */
function readyRows(job: WinogradJob, image: i32, top: i32): void {
  const rowBytes = <usize>(job.inWidth * job.depth) << 2;
  if (top <= 0) job.ready = 0;
  for (const end = min(job.inHeight, top + 6); job.ready < end; job.ready++) {
    const at = <usize>(image * job.inHeight + job.ready) * rowBytes, place = job.rows + <usize>(job.ready % 6) * rowBytes;
    const y = job.y ? job.y + at : 0;
    passBackRows(changetype<FinishJob>(job.passBack), job.x + at, y, place, job.inWidth, job.depth, job.depth << 2);
  }
}
