import { MOST_PATCHES } from '../convolution/forwardBlocks';
import { Job } from '../convolution/job';

/**
 * How the analog arrays that hold a convolution's kernels are read, as described by the host. Kernels, steps, bound and noise are in
 * units of full inputs and weights. Pointers are byte offsets, 0 if absent.
 */
@unmanaged
export class AnalogJob {
  /** Arrays of a tile. */
  arrays: i32;
  /** [tiles, arrays, filters] */
  factors: usize;
  /** int32 [batch, 2] */
  keys: usize;
  /** int32: first input of each array, then the number of inputs. */
  starts: usize;
  /** [chunk, arrays, patches]: the largest absolute input of each vector; a vector more is written. Absent with a `range`. */
  scales: usize;
  /** `mapsRoom` bytes: largest absolute values of the pixels of a padded image. Absent with a `range`. */
  maps: usize;
  /** A tile's absolute weights, in rows of wide filters, if there is weight noise. */
  magnitudes: usize;
  /** `vectorsRoom` bytes: converted patches and, with weight noise, their squares. */
  vectors: usize;
  /** `readingRoom` bytes. */
  reading: usize;
  inputStep: f32;
  outputStep: f32;
  bound: f32;
  mostDivisor: f32;
  outputNoise: f32;
  weightNoise: f32;
  /** 0: inputs are scaled by the largest of their vector. */
  range: f32;
}

/** Patches read together. */
export const GROUP: i32 = 4 * MOST_PATCHES;

/** Floats by which loops over 16 at a time go beyond the end. */
export const SPARE: i32 = 16;

/** Floats from one row of a converted patch to the next. */
export function rowFloats(job: Job): i32 {
  return wholeBlocks(job.kernelWidth * job.channels);
}

/** Floats of a converted patch. */
// @ts-ignore: decorator
@inline
export function patchFloats(job: Job): i32 {
  return job.kernelHeight * rowFloats(job) + SPARE;
}

/** Bytes of `vectors` for patches of so many rows of so many inputs. */
export function vectorsRoom(rows: i32, inputs: i32, squares: i32): i32 {
  return (1 + squares) * GROUP * (rows * wholeBlocks(inputs) + SPARE) << 2;
}

/** Rounded up to blocks of 16. */
// @ts-ignore: decorator
@inline
export function wholeBlocks(count: i32): i32 {
  return (count + 15) & ~15;
}
