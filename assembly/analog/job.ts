/** A convolution on analog arrays as described by the host. Sizes are in elements; pointers are byte offsets, 0 if absent. */
@unmanaged
export class AnalogJob {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  padTop: i32;
  padLeft: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  outHeight: i32;
  outWidth: i32;
  filters: i32;
  tiles: i32;
  /** Arrays of a tile. */
  arrays: i32;
  /** Images processed together. */
  chunk: i32;
  /** Assignment entries from one image to the next: 0 if all images share one. */
  assignmentStride: i32;
  relu: i32;
  /** [batch, inHeight, inWidth, channels] */
  x: usize;
  /** [tiles, inputs, filters] */
  weights: usize;
  /** [tiles, arrays, filters] */
  factors: usize;
  /** [tiles, filters] */
  biases: usize;
  /** int32 [1 or batch, patches] */
  assignment: usize;
  /** int32 [batch, 2] */
  keys: usize;
  /** int32: first input of each array, then the number of inputs. */
  starts: usize;
  /** [batch, patches, filters], or 0 if only what is pooled is needed. */
  y: usize;
  /** Without y: [chunk, patches, filters]. */
  rows: usize;
  /** A `NormalizedPoolJob`, or 0. */
  pool: usize;
  /** int32 [chunk x patches]: patches by tile. */
  order: usize;
  /** int32 [tiles + 1]: start of each tile's patches in `order`. */
  ends: usize;
  /** [wide filters / 8, inputs, 8]: a tile's weights. */
  packed: usize;
  /** The same of their absolute values, if there is weight noise. */
  magnitudes: usize;
  /** Three times `GROUP` rows of `inputs` floats: patches, converted inputs, their squares. */
  vectors: usize;
  /** Three times `GROUP` rows of wide filters: results, sums, sums of currents; then one row of answers. */
  sums: usize;
  /** Steps, bound and noise in units of full inputs and weights; `range` 0: scaled by the largest input. */
  inputStep: f32;
  outputStep: f32;
  bound: f32;
  mostDivisor: f32;
  outputNoise: f32;
  weightNoise: f32;
  range: f32;
}

/** Inputs of a patch. */
// @ts-ignore: decorator
@inline
export function inputsOf(job: AnalogJob): i32 {
  return job.kernelHeight * job.kernelWidth * job.channels;
}

/** Filters rounded up to pairs of vectors. */
// @ts-ignore: decorator
@inline
export function wideOf(job: AnalogJob): i32 {
  return (job.filters + 7) & ~7;
}
