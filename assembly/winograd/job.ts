/**
 * A convolution with 3 x 3 kernels and stride 1, or its input gradient, by Winograd's algorithm: 4 x 4 results from 6 x 6 pixels with 36
 * products instead of 144. Sizes are in elements, pointers in bytes, 0 if absent.
 */
@unmanaged
export class WinogradJob {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  padTop: i32;
  padLeft: i32;
  /** Channels that are read and written, multiples of 4. */
  depth: i32;
  width: i32;
  /** Input gradient: kernels are [3, 3, width, depth] and are turned by half a turn. */
  transposed: i32;
  /** [batch, inHeight, inWidth, depth] */
  x: usize;
  /** [3, 3, depth, width] */
  kernels: usize;
  /** [batch, outHeight, outWidth, width] */
  results: usize;
  /** A `FinishJob` for the results, or 0. */
  finish: usize;
  /** A `FinishJob` that is passed back through first (input gradient), or 0; `y` are its results, shaped as x, if it has bounds, or slopes. */
  passBack: usize;
  y: usize;
  /** 6 rows of x with `passBack` done, and how many rows of the image are. */
  rows: usize;
  ready: i32;
  /** `depth` zeros. */
  zeros: usize;
  /** Rows of tiles processed at a time. */
  bands: i32;
  /** 36 planes of transformed pixels, `inputBytes` apart: [tiles][depth]. */
  inputs: usize;
  inputBytes: i32;
  /** Transformed kernels of one panel of columns, or of all if `keep`: [panels][36][depth][columns]. */
  panels: usize;
  keep: i32;
  /** 36 planes of sums, `sumBytes` apart: [tiles][`COLUMNS`]. */
  sums: usize;
  sumBytes: i32;
  /** `WINDOW_ROOM` bytes for lines that are transformed along one of two axes. */
  window: usize;
  /** `COEFFICIENTS_ROOM` bytes. */
  coefficients: usize;
  /** `PRODUCT_ROOM` bytes. */
  product: usize;
}
