import { Job } from './job';

/** Copies the images [first, first + count) into the centre of `padded`, whose borders are already zero. */
export function padImages(job: Job, first: i32, count: i32): void {
  const rowBytes = (job.inWidth * job.channels) << 2;
  const paddedRowBytes = (job.paddedWidth * job.channels) << 2;
  let source = job.x + <usize>first * job.inHeight * rowBytes;
  for (let image = 0; image < count; image++) {
    let target = insideOf(job, image);
    for (let row = 0; row < job.inHeight; row++) {
      memory.copy(target, source, rowBytes);
      source += rowBytes;
      target += paddedRowBytes;
    }
  }
}

/** Copies the centre of `padded` to the images [first, first + count). */
export function cropImages(job: Job, first: i32, count: i32): void {
  const rowBytes = (job.inWidth * job.channels) << 2;
  const paddedRowBytes = (job.paddedWidth * job.channels) << 2;
  let target = job.x + <usize>first * job.inHeight * rowBytes;
  for (let image = 0; image < count; image++) {
    let source = insideOf(job, image);
    for (let row = 0; row < job.inHeight; row++) {
      memory.copy(target, source, rowBytes);
      target += rowBytes;
      source += paddedRowBytes;
    }
  }
}

/** Zeroes the first `count` padded images. */
export function clearPadded(job: Job, count: i32): void {
  memory.fill(job.padded, 0, <usize>count * job.imageBytes);
}

function insideOf(job: Job, image: i32): usize {
  const offset = (job.padTop * job.paddedWidth + job.padLeft) * job.channels;
  return job.padded + <usize>image * job.imageBytes + (offset << 2);
}
