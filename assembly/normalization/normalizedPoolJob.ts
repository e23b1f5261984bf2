/**
 * Response normalisation of a convolution's outputs and pooling of the result by non-overlapping 2 x 2 windows, as described by
 * the host. The convolution advances the pointers with each chunk.
 */
@unmanaged
export class NormalizedPoolJob {
  /** [batch, height, width, channels], pixels `xStep` bytes apart. */
  x: usize;
  /** [batch, height / 2, width / 2, channels], rounded down: an odd last row or column is ignored. */
  y: usize;
  /** Gradient with respect to y. */
  dy: usize;
  /** Gradient with respect to x, pixels `dxStep` bytes apart, a multiple of 16 or of 4 x channels. */
  dx: usize;
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  xStep: i32;
  dxStep: i32;
  /** 1: the gradient with respect to x is zero where x is not positive. */
  relu: i32;
  /** 1: the mean of each window; 0: the maximum. */
  average: i32;
  radius: i32;
  bias: f32;
  alpha: f32;
  /** 4 beta: 2, 3 or 4. */
  betaQuarters: i32;
  /** `normalizedPoolRoom` bytes. */
  scratch: usize;
}

/** Whether neighbours' squares fit in registers: the common radius and exponent. */
// @ts-ignore: decorator
@inline
export function isUsual(job: NormalizedPoolJob): bool {
  return job.radius == 2 && job.betaQuarters == 3;
}

/** The first pixel in the upper row of a line of windows. */
// @ts-ignore: decorator
@inline
export function topOf(job: NormalizedPoolJob, line: i32): usize {
  const image = line / (job.height >> 1);
  return <usize>((image * job.height + 2 * (line - image * (job.height >> 1))) * job.width);
}

/** Byte offset of a window's `place`th pixel, row by row; pixels are `step` bytes apart. */
// @ts-ignore: decorator
@inline
export function placeOf(job: NormalizedPoolJob, place: i32, step: i32): usize {
  return <usize>(((place >> 1) * job.width + (place & 1)) * step);
}
