import { addLanes, loadLanes, storeLanes } from '../simd';
import { meanOf } from './averagePool';
import { largestOf, placeOfLargest } from './maxPool';
import { addGradient, clearGradient, nextWindow, PoolJob, rowBytes, windowsOf } from './windows';

/** y = a max + (1 - a) mean of each window, with one mixture coefficient a per channel. */
export function mixedPool(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) mix(job, job.at, job.rows, job.columns, job.out);
}

/** dx = gradient of mixed pooling with respect to its input. */
export function mixedPoolGradient(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  clearGradient(job);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) passBack(job, job.at, job.rows, job.columns, job.out);
}

/** dMixture = gradient of mixed pooling with respect to the mixture; summed per image, which rounds less than one long sum. */
export function mixedPoolMixtureGradient(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  const bytes = <usize>job.channels << 2;
  memory.fill(job.dMixture, 0, bytes);
  for (let image = 0; image < job.batch; image++) {
    memory.fill(job.partial, 0, bytes);
    const end = windowsOf(job, image + 1);
    while (nextWindow(job, end)) addDifference(job, job.at, job.rows, job.columns, job.out);
    for (let c = 0; c < job.channels; c += 4) {
      const lanes = job.channels - c;
      addLanes(job.dMixture + (c << 2), loadLanes(job.partial + (c << 2), lanes), lanes);
    }
  }
}

function mix(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const from = job.x + at + (c << 2);
    const mean = meanOf(job, from, rows, columns, pixelBytes, lanes);
    const difference = f32x4.sub(largestOf(job, from, rows, columns, pixelBytes, lanes), mean);
    const a = loadLanes(job.mixture + (c << 2), lanes);
    storeLanes(job.y + out + (c << 2), f32x4.add(f32x4.mul(a, difference), mean), lanes);
  }
}

function passBack(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  const part = f32x4.splat(1 / <f32>(rows * columns));
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    let from = at + (c << 2);
    const winner = placeOfLargest(job, job.x + from, rows, columns, pixelBytes, lanes);
    const dy = loadLanes(job.dy + out + (c << 2), lanes);
    const most = f32x4.mul(dy, loadLanes(job.mixture + (c << 2), lanes));
    const share = f32x4.mul(f32x4.sub(dy, most), part);
    from += job.dx;
    for (let i = 0, place = 0; i < rows; i++) {
      let pixel = from;
      for (let j = 0; j < columns; j++, place++) {
        const won = v128.and(most, i32x4.eq(winner, i32x4.splat(place)));
        addGradient(job, pixel, f32x4.add(share, won), lanes);
        pixel += pixelBytes;
      }
      from += rowBytes(job);
    }
  }
}

function addDifference(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const from = job.x + at + (c << 2);
    const mean = meanOf(job, from, rows, columns, pixelBytes, lanes);
    const difference = f32x4.sub(largestOf(job, from, rows, columns, pixelBytes, lanes), mean);
    addLanes(job.partial + (c << 2), f32x4.mul(loadLanes(job.dy + out + (c << 2), lanes), difference), lanes);
  }
}
