import { kernelModule } from '../bindings/kernelModule.js';
import type { Scratch } from '../bindings/wasmHeap.js';
import { type JobFields, writeJob } from '../bindings/writeJob.js';
import type { Geometry } from './geometry.js';
import { isByRows, type Pass, takeTemporaries } from './temporaries.js';

/** Addresses of a convolution's tensors, 0 for none, and how to use them. */
export interface Operands {
  readonly x?: number;
  readonly kernels?: number;
  readonly biases?: number;
  readonly y?: number;
  readonly dy?: number;
  /** 0: all patches on tile 0. */
  readonly assignment?: number;
  /** One assignment for all images. */
  readonly shared?: boolean;
  readonly relu: boolean;
  /** What follows the sums, written by `writeFinishJob`. */
  readonly finish?: number;
  /** How the analog arrays that hold the kernels are read, an `AnalogJob`. */
  readonly analog?: number;
  /** The following normalisation and pooling, written by `writePoolJob`; a forward pass then does not need y. */
  readonly pool?: number;
}

/** Bytes of images and outputs processed together: they and a tile's kernels should fit in the second-level cache. */
const chunkBytes = 640 * 1024;
/** The same of an input gradient by rows of the kernels, which take no more than the first-level cache. */
const rowChunkBytes = 384 * 1024;
const largestChunkBytes = 16 * 1024 * 1024;
const float = 4;

/** Writes the description of a pass to the heap, with the temporary memory it needs, and returns its address. */
export function writeConvolutionJob(pass: Pass, geometry: Geometry, operands: Operands, scratch: Scratch): number {
  const job = { ...passSizes(pass, geometry), ...pointers(operands, geometry) };
  const all: JobFields<'Job'> = { ...job, ...takeTemporaries(pass, job, scratch) };
  return writeJob(scratch, 'Job', all);
}

/** Filters rounded up to whole vectors. */
export function wideFiltersOf({ filters }: Geometry): number {
  return Math.ceil(filters / 4) * 4;
}

/** Sizes of a pass: of padded images, of rows of outputs and of what is processed together. */
export function passSizes(pass: Pass, geometry: Geometry) {
  const { channels, kernelHeight, kernelWidth } = geometry;
  const paddedHeight = Math.max(
    geometry.inHeight + geometry.padTop,
    (geometry.outHeight - 1) * geometry.strideHeight + kernelHeight,
  );
  const paddedWidth = Math.max(
    geometry.inWidth + geometry.padLeft,
    (geometry.outWidth - 1) * geometry.strideWidth + kernelWidth,
  );
  const wideFilters = wideFiltersOf(geometry);
  // Blocks of vectors may extend past an image's last run: the gap protects the next image.
  const imageBytes = Math.ceil(((paddedHeight * paddedWidth * channels + 16) * float) / 64) * 64;
  const outputBytes = geometry.outHeight * geometry.outWidth * wideFilters * float;
  const most =
    pass === 'inputGradient' && isByRows(geometry)
      ? Math.floor(rowChunkBytes / (imageBytes + outputBytes))
      : mostTogether(geometry, imageBytes + outputBytes);
  const chunk = Math.max(1, Math.min(geometry.batch, most));
  const runVectors = runVectorsOf(pass, geometry);
  return { ...geometry, paddedHeight, paddedWidth, wideFilters, imageBytes, chunk, runVectors };
}

/** Vectors of a patch's runs in complete blocks. */
function runVectorsOf(pass: Pass, { channels, kernelHeight, kernelWidth }: Geometry): number {
  const { BLOCK, FILTER_BLOCK, FILTER_STRIP } = kernelModule();
  const [block, strip] = pass === 'filterGradient' ? [FILTER_BLOCK.value, FILTER_STRIP.value] : [BLOCK.value, 1];
  const vectors = kernelHeight * Math.ceil((kernelWidth * channels) / (4 * strip)) * strip;
  return Math.ceil(vectors / block) * block;
}

/**
 * Most images processed together. With more images, patches no longer fit in the second-level cache, but each tile's kernels
 * are loaded fewer times and more of a tile's patches have the same padding: with many tiles this matters more.
 */
function mostTogether({ tiles, filters, outHeight, outWidth }: Geometry, bytesOfImage: number): number {
  const cached = Math.floor(chunkBytes / bytesOfImage);
  const balanced = Math.ceil((4 * tiles * filters) / Math.max(1, outHeight * outWidth));
  return Math.max(cached, Math.min(balanced, Math.floor(largestChunkBytes / bytesOfImage)));
}

function pointers(operands: Operands, { outHeight, outWidth }: Geometry) {
  const {
    x = 0,
    kernels = 0,
    biases = 0,
    y = 0,
    dy = 0,
    assignment = 0,
    shared = false,
    relu,
    finish = 0,
    analog = 0,
    pool = 0,
  } = operands;
  const assignmentStride = shared || assignment === 0 ? 0 : outHeight * outWidth;
  return { x, kernels, biases, y, dy, assignment, assignmentStride, relu: relu ? 1 : 0, finish, analog, pool };
}
