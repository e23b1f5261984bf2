import type { Scratch } from '../bindings/wasmHeap.js';
import type { Geometry } from './geometry.js';

export type Pass = 'forward' | 'inputGradient' | 'filterGradient' | 'biasGradient';

/** A convolution's geometry with the sizes that its job adds to it, and what decides on the memory it needs. */
export interface JobSizes extends Geometry {
  readonly wideFilters: number;
  /** Images worked on at a time. */
  readonly chunk: number;
  /** Bytes of a padded image. */
  readonly imageBytes: number;
  /** Vectors of a patch's runs, a multiple of `blockVectors`. */
  readonly runVectors: number;
  /** Pointer to the outputs, or 0. */
  readonly y: number;
  readonly relu: number;
  /** Pointer to the pooling that follows, or 0. */
  readonly pool: number;
}

/** Fields of a job that lead to temporary memory or say how it is used; 0 where a pass needs none. */
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
] as const;

export type Temporaries = Record<(typeof temporaryFields)[number], number>;

/** `BLOCK` in assembly/convolution/runBlocks.ts. */
export const blockVectors = 7;
/** At least what the gradients put together in assembly/convolution/, however many filters there are. */
const groupBytes = 32 * 1024;
const leastListed = 9;
/** `ENTRY` and `TABLE_BYTES` in assembly/convolution/nonzeroLists.ts. */
const entryBytes = 8;
const tableBytes = 256;
/** At least a `Panel` in assembly/convolution/forwardBlocks.ts and two lists of 6 pointers. */
const panelBytes = 128;
/** A `Position` in assembly/convolution/positions.ts. */
const positionBytes = 12;
/** `ELEMENT` in assembly/convolution/elementTables.ts. */
const elementBytes = 8;
/** Tables of elements larger than that would displace what they lead to from the caches. */
const largestTables = 256 * 1024;
/** `PIXEL_BLOCK` in assembly/convolution/collectGradient.ts, in floats and bytes. */
const pixelFloats = 32;
const pixelBytes = 4 * pixelFloats;
/** Of an image's list of gradients, and of the kernels' rows that its pixels are collected through: they stay in the second-level cache. */
const largestList = 512 * 1024;
const largestSlab = 1024 * 1024;
const float = 4;

/** Takes the temporary memory that a pass needs. */
export function takeTemporaries(pass: Pass, job: JobSizes, scratch: Scratch): Temporaries {
  const none = Object.fromEntries(temporaryFields.map((field) => [field, 0])) as Temporaries;
  return { ...none, dummy: scratch.take(2 * job.wideFilters * float), ...ofPass(pass, job, scratch) };
}

function ofPass(pass: Pass, job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  switch (pass) {
    case 'forward':
      return ofForward(job, scratch);
    case 'inputGradient':
      return blocksOfPixel(job) > 0 ? ofCollecting(job, scratch) : ofBlocks(job, scratch);
    case 'filterGradient':
      return ofBlocks(job, scratch);
    case 'biasGradient':
      return { rows: job.pool ? scratch.take(rowsBytes(job)) : 0 };
  }
}

function ofForward(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const depth = job.kernelHeight * job.kernelWidth * job.channels;
  const wide = job.wideFilters !== job.filters;
  const tables = depth * elementBytes * (1 + cutColumns(job));
  const trims = Math.max(job.kernelHeight, job.kernelWidth) < 256 && tables <= largestTables;
  return {
    ...ofPatches(job, scratch),
    // Cuts are read 6 at a time.
    patchCuts: scratch.take((job.chunk * outputsOf(job) + 6) * 4),
    rows: wide || job.y === 0 ? scratch.take(rowsBytes(job)) : 0,
    packed: wide ? scratch.take(job.tiles * depth * job.wideFilters * float) : 0,
    offsets: scratch.take(trims ? tables : depth * elementBytes),
    tables: scratch.take((job.kernelWidth + 1) ** 2 * 4),
    trims: trims ? 1 : 0,
    panel: scratch.take(panelBytes),
  };
}

/** Gradients computed in blocks of a patch's vectors. */
function ofBlocks(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const list = (job.wideFilters + 1) * entryBytes;
  return {
    ...ofPatches(job, scratch),
    rows: hasRows(job) ? scratch.take(rowsBytes(job)) : 0,
    group: scratch.take(tableBytes + Math.max(groupBytes, leastListed * list)),
    packed: scratch.take(job.tiles * job.runVectors * 4 * job.filters * float),
    offsets: scratch.take(job.runVectors * 4),
  };
}

/** An input gradient collected pixel by pixel. */
function ofCollecting(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const pixelBlocks = blocksOfPixel(job);
  return {
    pixelBlocks,
    padded: scratch.take(job.inHeight * job.inWidth * pixelBlocks * pixelBytes),
    starts: scratch.take((outputsOf(job) + 1) * 4),
    rows: hasRows(job) ? scratch.take(rowsBytes(job)) : 0,
    // The last vector's entries are written whole.
    group: scratch.take(tableBytes + listBytes(job) + 4 * entryBytes),
    packed: scratch.take(pixelBlocks * job.kernelHeight * slabBytes(job)),
  };
}

function ofPatches(job: JobSizes, scratch: Scratch): Partial<Temporaries> {
  const patches = job.chunk * outputsOf(job);
  return {
    padded: scratch.take(job.chunk * job.imageBytes),
    starts: scratch.take((job.tiles + 1) * 4),
    patchInputs: scratch.take(patches * 4),
    patchRows: scratch.take(patches * 4),
    positions: scratch.take(outputsOf(job) * positionBytes),
  };
}

/**
 * Blocks of a pixel's channels if the input gradient is to be collected pixel by pixel: that pays where channels nearly fill
 * their blocks, unless there are so many tiles or outputs that each of their kernels and gradients would come from afar. Or 0.
 */
function blocksOfPixel(job: JobSizes): number {
  const blocks = Math.ceil(job.channels / pixelFloats);
  const filled = blocks * pixelFloats <= 1.15 * job.channels;
  return filled && listBytes(job) <= largestList && slabBytes(job) <= largestSlab ? blocks : 0;
}

/** Of all gradients to an image's outputs, were none of them zero. */
function listBytes(job: JobSizes): number {
  return outputsOf(job) * job.wideFilters * entryBytes;
}

/** Of one block of channels and one row of all kernels. */
function slabBytes({ tiles, filters, kernelWidth }: JobSizes): number {
  return tiles * filters * kernelWidth * pixelBytes;
}

/** Columns of the outputs whose patches padding cuts off at a side. */
function cutColumns({ outWidth, strideWidth, padLeft, kernelWidth, inWidth }: JobSizes): number {
  const before = Array.from({ length: outWidth }, (_, column) => padLeft - column * strideWidth);
  return before.filter((columns) => columns > 0 || kernelWidth - columns > inWidth).length;
}

/** Whether the gradients need rows of their own. */
function hasRows(job: JobSizes): boolean {
  return job.wideFilters !== job.filters || job.relu === 1 || job.pool !== 0;
}

function rowsBytes(job: JobSizes): number {
  return job.chunk * outputsOf(job) * job.wideFilters * float;
}

function outputsOf({ outHeight, outWidth }: JobSizes): number {
  return outHeight * outWidth;
}
