/**
 * A convolution of images with few channels, whose patches are gathered to rows and multiplied with the kernels as a matrix. Sizes are in
 * elements, pointers in bytes.
 */
@unmanaged
export class GatheredJob {
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
  /** [batch, inHeight, inWidth, channels] */
  x: usize;
  /** Rows of results that are computed together, also of several images. */
  rows: i32;
  /** Patches of these rows. */
  patches: usize;
  /** A `PointwiseJob` of the patches. */
  product: usize;
}
