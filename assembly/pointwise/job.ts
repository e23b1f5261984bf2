/** Products of rows with a matrix: the forward pass or the input gradient of a 1 x 1 convolution. Pointers in bytes, 0 if absent. */
@unmanaged
export class PointwiseJob {
  /** Number of rows. */
  pixels: i32;
  /** Floats of a row of `a`; a multiple of 4 in an input gradient. */
  depth: i32;
  /** Floats of a row of results, a multiple of 4. */
  width: i32;
  /** Rows processed at a time. */
  chunk: i32;
  /** Input gradient: `kernels` are [width, depth]. */
  transposed: i32;
  /** [pixels, depth] */
  a: usize;
  /** [depth, width] */
  kernels: usize;
  /** [pixels, width]: the result. */
  results: usize;
  /** A `FinishJob` for the results, or 0. */
  finish: usize;
  /** A `FinishJob` that is passed back through first (input gradient), or 0; `y` are its results [pixels, depth] if it has bounds, or slopes. */
  passBack: usize;
  y: usize;
  /** Kernels in panels of `COLUMNS` columns. */
  packed: usize;
  /** `PRODUCT_ROOM` bytes. */
  product: usize;
  /** `chunk` rows of `a` with `passBack` done. */
  rows: usize;
}
