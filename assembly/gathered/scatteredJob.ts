/**
 * The input gradient of a convolution with kernels of 1 x 1 and strides: a product of the gradients with the kernels, whose rows go to the
 * pixels that were read; the others have none. Sizes are in elements, pointers in bytes.
 */
@unmanaged
export class ScatteredJob {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  strideHeight: i32;
  strideWidth: i32;
  outHeight: i32;
  outWidth: i32;
  /** [batch, inHeight, inWidth, channels]: the result. */
  x: usize;
  /** Rows of gradients that are multiplied together, also of several images. */
  rows: i32;
  /** Products of these rows. */
  products: usize;
  /** A `PointwiseJob` of the gradients, whose `chunk` is at least as many. */
  product: usize;
}
