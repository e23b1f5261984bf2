/** A convolution as described by the host. Sizes are in elements; pointers are byte offsets in the shared memory, 0 if absent. */
@unmanaged
export class Job {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  padTop: i32;
  padLeft: i32;
  /** Size of the zero-padded image that contains all patches. */
  paddedHeight: i32;
  paddedWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  outHeight: i32;
  outWidth: i32;
  filters: i32;
  /** Number of filters rounded up to complete vectors. */
  wideFilters: i32;
  tiles: i32;
  /** Number of images processed at a time, chosen so that their data stays in the cache. */
  chunk: i32;
  /** Assignment entries from one image to the next: 0 if all images share one or there is no assignment. */
  assignmentStride: i32;
  /** 1: ReLU; gradients are masked by y > 0. */
  relu: i32;
  /** [batch, inHeight, inWidth, channels]; in the input gradient, the result. */
  x: usize;
  /** [tiles, kernelHeight, kernelWidth, channels, filters]; in the filter gradient, the result. */
  kernels: usize;
  /** [tiles, filters], in the filter gradient [tiles, wideFilters]; or 0. */
  biases: usize;
  /** [1 or batch, outHeight * outWidth], or 0: all patches on tile 0. */
  assignment: usize;
  /** [batch, outHeight, outWidth, filters]; 0 in a forward pass whose outputs are needed only for pooling. */
  y: usize;
  /** Gradient with respect to y. */
  dy: usize;
  /** `chunk` padded images, `imageBytes` apart; if pixels are collected, the sums of one image. */
  padded: usize;
  imageBytes: i32;
  /**
   * tiles + 1 ints: start of each tile's patches in the lists below; if pixels are collected, pointers to the gradients of each
   * patch.
   */
  starts: usize;
  /** Pointers of the chunk's patches into `padded`, by tile, then in the order of `sortPatches`. */
  patchInputs: usize;
  /** Pointers to the output rows of the same patches. */
  patchRows: usize;
  /** Number of rows and columns of each patch cut off by padding (forward, and the input gradient by rows, which it selects), or 0. */
  patchCuts: usize;
  /** A `Position` for each output of an image. */
  positions: usize;
  /** Rows of outputs (or masked gradients) of a chunk, `wideFilters` apart; 0 if `y` or `dy` is used directly. */
  rows: usize;
  /**
   * A table, then lists of gradients: those processed together or, if pixels are collected, those of one image. See
   * nonzeroLists.ts.
   */
  group: usize;
  /** Kernels in the layout of the pass, or 0 if `kernels` is used directly. */
  packed: usize;
  /** Tables of a patch's elements (forward); byte offsets of its vectors within a padded image (gradients). */
  offsets: usize;
  /** Pointers to the element tables in `offsets`, by columns cut off on the left, then on the right (forward). */
  tables: usize;
  /** 1: elements of a patch in the padding are skipped (forward). */
  trims: i32;
  /** `PANEL_ROOM` bytes: a `Panel`, then two lists of pointers (forward). */
  panel: usize;
  /** Two rows of `wideFilters` floats: the first receives unused outputs or holds zeros (filter gradient). */
  dummy: usize;
  /** Vectors of 4 floats in a patch's runs, a multiple of `BLOCK` (gradients). */
  runVectors: i32;
  /** A `FinishJob` if a factor, a shift and bounds follow the sums, or 0. In gradients dy is then that of the results. */
  finish: usize;
  /** An `AnalogJob` if the kernels are those of analog arrays with converters, or 0 (forward). */
  analog: usize;
  /** A `NormalizedPoolJob` if normalisation and pooling follow, or 0. dy is then the gradient with respect to their result. */
  pool: usize;
  /** Blocks of a pixel's channels if the input gradient is collected pixel by pixel; 0: patch by patch. */
  pixelBlocks: i32;
}
