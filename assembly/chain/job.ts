/**
 * A depthwise convolution with a pointwise or gathered one before it, a pointwise one after it or both, computed row by row so that what lies between stays in the
 * caches. Each job's own pointers to images and results are used at the ends of the chain only.
 */
@unmanaged
export class ChainJob {
  /** A `PointwiseJob` before the depthwise convolution, or 0. */
  expand: usize;
  /** A `GatheredJob` that has this `PointwiseJob` as its product, or 0. */
  gathered: usize;
  /** A `DepthwiseJob`. */
  depthwise: usize;
  /** A `PointwiseJob` after it, or 0. */
  project: usize;
  /** The last rows that `expand` computed: `ringRows`, a multiple of `expandRows`, which are computed together. */
  ring: usize;
  ringRows: i32;
  expandRows: i32;
  /** `projectRows` rows of results of the depthwise convolution, which `project` reads together. */
  band: usize;
  projectRows: i32;
}
