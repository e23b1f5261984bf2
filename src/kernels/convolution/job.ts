import type { Scratch } from '../bindings/wasmHeap.js';
import type { Geometry } from './geometry.js';

/** Fields of `Job` in assembly/convolution/job.ts, in its order. */
const jobFields = [
  'batch',
  'inHeight',
  'inWidth',
  'channels',
  'padTop',
  'padLeft',
  'paddedHeight',
  'paddedWidth',
  'kernelHeight',
  'kernelWidth',
  'strideHeight',
  'strideWidth',
  'outHeight',
  'outWidth',
  'filters',
  'wideFilters',
  'tiles',
  'chunk',
  'assignmentStride',
  'relu',
  'x',
  'kernels',
  'biases',
  'assignment',
  'y',
  'dy',
  'padded',
  'imageBytes',
  'starts',
  'patchInputs',
  'patchRows',
  'rows',
  'group',
  'packed',
  'offsets',
  'panel',
  'dummy',
  'runVectors',
  'pool',
] as const;

type Job = Record<(typeof jobFields)[number], number>;

/** Addresses of a convolution's tensors, 0 where there is none, and how they are to be used. */
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
  /** The normalisation and pooling that follow, as `writePoolJob` has written them; a forward pass may then do without y. */
  readonly pool?: number;
}

export type Pass = 'forward' | 'inputGradient' | 'filterGradient' | 'biasGradient';

/** Bytes of images and outputs that are worked on together: they and a tile's kernels should stay in the second-level cache. */
const chunkBytes = 640 * 1024;
const largestChunkBytes = 16 * 1024 * 1024;
/** At least what the gradients put together in assembly/convolution/, however many filters there are. */
const groupBytes = 32 * 1024;
const leastListed = 9;
/** `BLOCK` in assembly/convolution/runBlocks.ts. */
const blockVectors = 7;
/** `ENTRY` and `TABLE_BYTES` in assembly/convolution/nonzeroLists.ts. */
const entryBytes = 8;
const tableBytes = 256;
/** At least a `Panel` in assembly/convolution/forwardBlocks.ts and two lists of 6 pointers. */
const panelBytes = 128;
const float = 4;

/** Writes the description of a pass to the heap, with the temporary memory it needs, and returns its address. */
export function writeJob(pass: Pass, geometry: Geometry, operands: Operands, scratch: Scratch): number {
  const job = { ...sizes(geometry), ...pointers(operands, geometry) };
  const all = { ...job, ...temporaries(pass, job, scratch) };
  return scratch.put(Int32Array.from(jobFields, (field) => all[field]));
}

/** Filters rounded up to whole vectors. */
export function wideFiltersOf({ filters }: Geometry): number {
  return Math.ceil(filters / 4) * 4;
}

type Sizes = ReturnType<typeof sizes>;
type Described = Sizes & ReturnType<typeof pointers>;

function sizes(geometry: Geometry) {
  const { channels, kernelWidth, kernelHeight } = geometry;
  const paddedHeight = Math.max(
    geometry.inHeight + geometry.padTop,
    (geometry.outHeight - 1) * geometry.strideHeight + kernelHeight,
  );
  const paddedWidth = Math.max(
    geometry.inWidth + geometry.padLeft,
    (geometry.outWidth - 1) * geometry.strideWidth + kernelWidth,
  );
  const wideFilters = wideFiltersOf(geometry);
  // Blocks of vectors may reach past an image's last run: the gap keeps them off the next image.
  const imageBytes = Math.ceil(((paddedHeight * paddedWidth * channels + 16) * float) / 64) * 64;
  const outputBytes = geometry.outHeight * geometry.outWidth * wideFilters * float;
  const chunk = chunkSize(geometry, imageBytes + outputBytes);
  const vectors = kernelHeight * Math.ceil((kernelWidth * channels) / 4);
  const runVectors = Math.ceil(vectors / blockVectors) * blockVectors;
  return { ...geometry, paddedHeight, paddedWidth, wideFilters, imageBytes, chunk, runVectors };
}

/**
 * Images worked on together. Beyond the second-level cache the tiles fetch their patches from further away, but each
 * tile's kernels fewer times: with many tiles that is less.
 */
function chunkSize({ batch, tiles, filters, outHeight, outWidth }: Geometry, bytesOfImage: number): number {
  const cached = Math.floor(chunkBytes / bytesOfImage);
  const balanced = Math.ceil((2 * tiles * filters) / Math.max(1, outHeight * outWidth));
  const bounded = Math.min(balanced, Math.floor(largestChunkBytes / bytesOfImage));
  return Math.max(1, Math.min(batch, Math.max(cached, bounded)));
}

function pointers(operands: Operands, { outHeight, outWidth }: Geometry) {
  const { x = 0, kernels = 0, biases = 0, y = 0, dy = 0, assignment = 0, shared = false, relu, pool = 0 } = operands;
  const assignmentStride = shared || assignment === 0 ? 0 : outHeight * outWidth;
  return { x, kernels, biases, y, dy, assignment, assignmentStride, relu: relu ? 1 : 0, pool };
}

function temporaries(pass: Pass, job: Described, scratch: Scratch): Omit<Job, keyof Described> {
  const dummy = scratch.take(2 * job.wideFilters * float);
  const none = {
    padded: 0,
    starts: 0,
    patchInputs: 0,
    patchRows: 0,
    rows: 0,
    group: 0,
    packed: 0,
    offsets: 0,
    panel: 0,
    dummy,
  };
  const patches = job.chunk * job.outHeight * job.outWidth;
  if (pass === 'biasGradient') return { ...none, rows: job.pool ? scratch.take(patches * job.wideFilters * float) : 0 };
  return {
    ...none,
    padded: scratch.take(job.chunk * job.imageBytes),
    starts: scratch.take((job.tiles + 1) * 4),
    patchInputs: scratch.take(patches * 4),
    patchRows: scratch.take(patches * 4),
    ...passTemporaries(pass, job, scratch),
  };
}

function passTemporaries(pass: Exclude<Pass, 'biasGradient'>, job: Described, scratch: Scratch) {
  const depth = job.kernelHeight * job.kernelWidth * job.channels;
  const wide = job.wideFilters !== job.filters;
  const patches = job.chunk * job.outHeight * job.outWidth;
  const rowBytes = job.wideFilters * float;
  const masked = wide || job.relu === 1 || job.pool !== 0;
  switch (pass) {
    case 'forward':
      return {
        rows: wide || job.y === 0 ? scratch.take(patches * rowBytes) : 0,
        packed: wide ? scratch.take(job.tiles * depth * rowBytes) : 0,
        offsets: scratch.take(depth * 4),
        panel: scratch.take(panelBytes),
      };
    case 'inputGradient':
    case 'filterGradient':
      return {
        rows: masked ? scratch.take(patches * rowBytes) : 0,
        group: scratch.take(tableBytes + Math.max(groupBytes, leastListed * (job.wideFilters + 1) * entryBytes)),
        packed: scratch.take(job.tiles * job.runVectors * 4 * job.filters * float),
        offsets: scratch.take(job.runVectors * 4),
        panel: 0,
      };
  }
}
