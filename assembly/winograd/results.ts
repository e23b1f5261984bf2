import { FinishJob, finished } from '../finish/finish';
import { WinogradJob } from './job';
import { resultLines } from './lines';

/** Transforms the sums of rows of tiles from `first` on back to results, and writes `columns` of their channels, finished. */
export function writeResults(job: WinogradJob, first: i32, bands: i32, column: i32, columns: i32): void {
  const high = (job.outHeight + 3) >> 2, wide = (job.outWidth + 3) >> 2;
  const plane: usize = job.sumBytes, bytes = <usize>(bands * wide * columns) << 2;
  for (let row = 0; row < 6; row++) resultLines(job.sums + 6 * row * plane, plane, bytes, job.coefficients);
  for (let x = 0; x < 4; x++) resultLines(job.sums + <usize>x * plane, 6 * plane, bytes, job.coefficients);
  let tile = job.sums;
  for (let band = first; band < first + bands; band++) {
    const image = band / high, top = band % high << 2;
    for (let left = 0; left < job.outWidth; left += 4, tile += <usize>(columns << 2)) {
      writeTile(job, image, top, left, column, min(columns, job.width - column), tile);
    }
  }
}

function writeTile(job: WinogradJob, image: i32, top: i32, left: i32, column: i32, columns: i32, tile: usize): void {
  const bottom = min(4, job.outHeight - top), right = min(4, job.outWidth - left);
  for (let y = 0; y < bottom; y++) {
    const pixel = <usize>((image * job.outHeight + top + y) * job.outWidth + left);
    let target = job.results + ((pixel * <usize>job.width + <usize>column) << 2);
    let source = tile + 6 * y * <usize>job.sumBytes;
    for (let x = 0; x < right; x++) {
      writePixel(job, source, target, column << 2, <usize>columns << 2);
      source += job.sumBytes;
      target += job.width << 2;
    }
  }
}

// @ts-ignore: decorator
@inline
function writePixel(job: WinogradJob, source: usize, target: usize, first: usize, bytes: usize): void {
  const finish = changetype<FinishJob>(job.finish);
  for (let at: usize = 0; at < bytes; at += 16) {
    const sum = v128.load(source + at);
    v128.store(target + at, job.finish ? finished(finish, sum, first + at) : sum);
  }
}
