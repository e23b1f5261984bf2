/** A convolution of each channel with a kernel of its own. Sizes are in elements, pointers in bytes, 0 if absent. */
@unmanaged
export class DepthwiseJob {
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
  dilationHeight: i32;
  dilationWidth: i32;
  outHeight: i32;
  outWidth: i32;
  /** [batch, inHeight, inWidth, channels]; in the input gradient, the result. */
  x: usize;
  /** [kernelHeight, kernelWidth, channels] */
  kernels: usize;
  /** [batch, outHeight, outWidth, channels]: the result; in the input gradient needed only for bounds, or slopes of an activation. */
  y: usize;
  /** Gradient with respect to y. */
  dy: usize;
  /** A `FinishJob`; in the input gradient 0 if nothing follows the sums. */
  finish: usize;
  /** A pointer for each row of the images that are read. */
  rows: usize;
  /** `ringRows` rows of gradients with respect to the sums, if `finish` (input gradient). */
  ring: usize;
  ringRows: i32;
  /** Kernels turned by half a turn (input gradient). */
  turned: usize;
  /** A row of zeros, as long as those that are read. */
  zeros: usize;
  /** Room for a `Row`. */
  row: usize;
  /** Room for a `Tap` for each element of a kernel. */
  taps: usize;
}

/** An element of a window: pointers to the pixel and to the kernel's floats. */
@unmanaged
export class Tap {
  pixel: u32;
  kernel: u32;
}
