import { kernelModule } from '../bindings/kernelModule.js';
import type { Scratch } from '../bindings/wasmHeap.js';
import type { JobFields } from '../bindings/writeJob.js';
import type { Geometry } from './geometry.js';

export type Pass = 'forward' | 'inputGradient' | 'filterGradient' | 'biasGradient';

/** A convolution's geometry with the sizes added by its job, and the facts that determine its memory. */
export interface JobSizes extends Geometry {
  readonly wideFilters: number;
  /** Images processed at a time. */
  readonly chunk: number;
  /** Bytes of a padded image. */
  readonly imageBytes: number;
  /** Vectors of a patch's runs, a multiple of the module's `BLOCK`. */
  readonly runVectors: number;
  /** Pointer to the outputs, or 0. */
  readonly y: number;
  readonly relu: number;
  /** Pointer to the factor, shift and bounds that follow, or 0. */
  readonly finish: number;
  /** Pointer to the pooling that follows, or 0. */
  readonly pool: number;
}

/** Fields of a job for temporary memory; 0 if a pass needs none. */
const temporaryFields = [
  'padded',
  'starts',
  'patchInputs',
  'patchRows',
  'patchCuts',
  'positions',
  'rows',
  'group',
  'packed',
  'offsets',
  'tables',
  'trims',
  'panel',
  'dummy',
  'pixelBlocks',
] as const satisfies readonly (keyof JobFields<'Job'>)[];

export type Temporaries = Record<(typeof temporaryFields)[number], number>;

/** Larger tables of elements would displace their data from the caches. */
const largestTables = 256 * 1024;
/** Of an image's list of gradients, and of the kernels' rows that its pixels are collected through: they stay in the second-level cache. */
const largestList = 512 * 1024;
const largestSlab = 1024 * 1024;
/** With so many tiles a pixel that is collected from their kernels' rows waits for the second-level cache. */
const manyTiles = 8;
const float = 4;

/** Allocates the temporary memory of a pass. */
export function takeTemporaries(pass: Pass, job: JobSizes, scratch: Scratch): Temporaries {
  const none = Object.fromEntries(temporaryFields.map((field) => [field, 0])) as Temporaries;
  return { ...none, dummy: scratch.take(2 * job.wideFilters * float), ...ofPass(pass, job, scratch) };
}

function ofPass(pass: Pass, job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  switch (pass) {
    case 'forward':
      return ofForward(job, scratch);
    case 'inputGradient':
      if (isByRows(job)) return ofRows(job, scratch);
      return blocksOfPixel(job) > 0 ? ofCollecting(job, scratch) : ofBlocks(job, scratch, job.runVectors);
    case 'filterGradient':
      return ofBlocks(job, scratch, 0);
    case 'biasGradient':
      return { rows: job.pool ? scratch.take(rowsBytes(job)) : 0 };
  }
}

function ofForward(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const { ELEMENT, MOST_PATCHES, PANEL_ROOM } = kernelModule();
  const elementBytes = ELEMENT.value;
  const depth = job.kernelHeight * job.kernelWidth * job.channels;
  const wide = job.wideFilters !== job.filters;
  const tables = depth * elementBytes * (1 + cutColumns(job));
  const trims = Math.max(job.kernelHeight, job.kernelWidth) < 256 && tables <= largestTables;
  return {
    ...ofPatches(job, scratch),
    // Cuts are read so many at a time.
    patchCuts: scratch.take((job.chunk * outputsOf(job) + MOST_PATCHES.value) * 4),
    rows: wide || job.y === 0 ? scratch.take(rowsBytes(job)) : 0,
    packed: wide ? scratch.take(job.tiles * depth * job.wideFilters * float) : 0,
    offsets: scratch.take(trims ? tables : depth * elementBytes),
    tables: scratch.take((job.kernelWidth + 1) ** 2 * 4),
    trims: trims ? 1 : 0,
    panel: scratch.take(PANEL_ROOM.value),
  };
}

/** Gradients computed in blocks of a patch's vectors. `summed`: vectors of a patch whose sums are kept for a group of patches. */
function ofBlocks(job: JobSizes, scratch: Scratch, summed: number): Partial<Temporaries> {
  return {
    ...ofPatches(job, scratch),
    rows: hasRows(job) ? scratch.take(rowsBytes(job)) : 0,
    group: scratch.take(kernelModule().groupRoom(job.wideFilters, summed)),
    packed: scratch.take(job.tiles * stripVectors(job) * 4 * job.filters * float),
    offsets: scratch.take(job.runVectors * 4),
  };
}

/** An input gradient patch by patch, one row of a tile's kernels at a time. */
function ofRows(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  return { ...ofBlocks(job, scratch, 0), patchCuts: scratch.take(job.chunk * outputsOf(job) * 4) };
}

/** An input gradient collected pixel by pixel. */
function ofCollecting(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const { ENTRY, PIXEL_BYTES, TABLE_BYTES } = kernelModule();
  const pixelBlocks = blocksOfPixel(job);
  return {
    pixelBlocks,
    padded: scratch.take(job.inHeight * job.inWidth * pixelBlocks * PIXEL_BYTES.value),
    starts: scratch.take((outputsOf(job) + 1) * 4),
    rows: hasRows(job) ? scratch.take(rowsBytes(job)) : 0,
    // The last vector is written completely.
    group: scratch.take(TABLE_BYTES.value + listBytes(job) + 4 * ENTRY.value),
    packed: scratch.take(pixelBlocks * job.kernelHeight * slabBytes(job)),
  };
}

/** Vectors of a tile's kernels: complete blocks, and complete strips. */
function stripVectors({ runVectors }: JobSizes): number {
  const strip = kernelModule().STRIP.value;
  return Math.ceil(runVectors / strip) * strip;
}

function ofPatches(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const patches = job.chunk * outputsOf(job);
  return {
    padded: scratch.take(job.chunk * job.imageBytes),
    starts: scratch.take((job.tiles + 1) * 4),
    patchInputs: scratch.take(patches * 4),
    patchRows: scratch.take(patches * 4),
    positions: scratch.take(outputsOf(job) * kernelModule().POSITION_BYTES.value),
  };
}

/**
 * Blocks of a pixel's channels if the input gradient should be collected pixel by pixel, else 0. This is faster if channels
 * nearly fill their blocks, unless tiles or outputs are so many that kernels and gradients do not fit in the caches.
 */
function blocksOfPixel(job: JobSizes): number {
  const pixelFloats = kernelModule().PIXEL_BYTES.value / float;
  const blocks = Math.ceil(job.channels / pixelFloats);
  const filled = blocks * pixelFloats <= 1.15 * job.channels;
  return filled && listBytes(job) <= largestList && slabBytes(job) <= largestSlab ? blocks : 0;
}

/**
 * Whether the input gradient is computed patch by patch through one row of a tile's kernels at a time, which stays in the first-level cache.
 * That is faster with many tiles. Needs pixels of complete strips of 16 floats.
 */
export function isByRows({ channels, kernelHeight, kernelWidth, tiles }: Geometry): boolean {
  // Rows and columns that padding cuts off are counted in bytes.
  return tiles >= manyTiles && channels % 16 === 0 && Math.max(kernelHeight, kernelWidth) < 256;
}

/** Size of an image's list of output gradients if none is zero. */
function listBytes(job: JobSizes): number {
  return outputsOf(job) * job.wideFilters * kernelModule().ENTRY.value;
}

/** Size of one block of channels in one row of all kernels. */
function slabBytes({ tiles, filters, kernelWidth }: JobSizes): number {
  return tiles * filters * kernelWidth * kernelModule().PIXEL_BYTES.value;
}

/** Output columns whose patches extend into the padding at a side. */
function cutColumns({ outWidth, strideWidth, padLeft, kernelWidth, inWidth }: JobSizes): number {
  const before = Array.from({ length: outWidth }, (_, column) => padLeft - column * strideWidth);
  return before.filter((columns) => columns > 0 || kernelWidth - columns > inWidth).length;
}

/** Whether the gradients need separate rows. */
function hasRows(job: JobSizes): boolean {
  return job.wideFilters !== job.filters || job.relu === 1 || job.finish !== 0 || job.pool !== 0;
}

function rowsBytes(job: JobSizes): number {
  return job.chunk * outputsOf(job) * job.wideFilters * float;
}

function outputsOf({ outHeight, outWidth }: JobSizes): number {
  return outHeight * outWidth;
}
