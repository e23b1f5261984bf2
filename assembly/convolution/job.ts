/**
 * One convolution as the host describes it.
 * Sizes count elements, pointers are bytes into the shared memory, 0 where there is none.
 */
@unmanaged
export class Job {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  padTop: i32;
  padLeft: i32;
  /** Of the zero-padded image that every patch lies within. */
  paddedHeight: i32;
  paddedWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  outHeight: i32;
  outWidth: i32;
  filters: i32;
  /** Filters rounded up to whole vectors. */
  wideFilters: i32;
  tiles: i32;
  /** Images worked on at a time, so that what they need stays in the cache. */
  chunk: i32;
  /** Assignment entries from one image to the next: 0 if all images share one or there is none. */
  assignmentStride: i32;
  /** 1: ReLU; gradients are masked by y > 0. */
  relu: i32;
  /** [batch, inHeight, inWidth, channels]; the gradient to it in the input gradient. */
  x: usize;
  /** [tiles, kernelHeight, kernelWidth, channels, filters]; the gradient to it in the filter gradient. */
  kernels: usize;
  /** [tiles, filters], in the filter gradient [tiles, wideFilters]; or 0. */
  biases: usize;
  /** [1 or batch, outHeight * outWidth], or 0: all patches on tile 0. */
  assignment: usize;
  /** [batch, outHeight, outWidth, filters]; 0 in a forward pass whose outputs nobody wants but the pooling after it. */
  y: usize;
  /** Gradient to y. */
  dy: usize;
  /** chunk padded images, `imageBytes` apart; where pixels are collected, the sums of an image's. */
  padded: usize;
  imageBytes: i32;
  /** tiles + 1 ints: where each tile's patches start in the lists below; where pixels are collected, pointers to each patch's gradients. */
  starts: usize;
  /** Pointers of the chunk's patches into `padded`, by tile, then as `sortPatches` orders them. */
  patchInputs: usize;
  /** Pointers of the same patches' rows of outputs. */
  patchRows: usize;
  /** What padding cuts off each of them (forward), or 0. */
  patchCuts: usize;
  /** A `Position` for each output of an image. */
  positions: usize;
  /** Rows of outputs (or masked gradients) of a chunk, wideFilters apart; 0 if `y` or `dy` itself will do. */
  rows: usize;
  /** A table, then lists of gradients: those worked on together, or where pixels are collected an image's. See nonzeroLists.ts. */
  group: usize;
  /** Kernels in the layout that the pass needs, or 0 if `kernels` itself will do. */
  packed: usize;
  /** Tables of a patch's elements (forward); bytes within a padded image to each of its vectors (gradients). */
  offsets: usize;
  /** Pointers to the tables of elements in `offsets`, by columns cut off on the left, then on the right (forward). */
  tables: usize;
  /** 1: what padding cuts off a patch is left out (forward). */
  trims: i32;
  /** `PANEL_ROOM` bytes: a `Panel`, then two lists of pointers (forward). */
  panel: usize;
  /** Two rows of `wideFilters` floats: the first takes what nobody reads, or holds zeros (filter gradient). */
  dummy: usize;
  /** Vectors of 4 floats of a patch's runs, a multiple of `BLOCK` (gradients). */
  runVectors: i32;
  /** A `NormalizedPoolJob` if normalisation and pooling follow: dy is then the gradient to their result. Or 0. */
  pool: usize;
  /** Blocks of a pixel's channels if the input gradient is collected pixel by pixel; 0: spread patch by patch. */
  pixelBlocks: i32;
}
