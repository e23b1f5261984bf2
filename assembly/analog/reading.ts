import { MOST_PATCHES } from '../convolution/forwardBlocks';
import { Job } from '../convolution/job';
import { CONSTANT_BYTES, writeConstants } from './constants';
import { AnalogJob, GROUP, patchFloats, vectorsRoom, wholeBlocks } from './job';

/** Entries of a list of vectors: blocks may go beyond the group. */
const LISTED: i32 = GROUP + MOST_PATCHES;

/** What the reading of a group of patches works with. Rows of filters are rounded up to blocks of 16, which are zero beyond. */
@unmanaged
export class Reading {
  /** Filters of a row. */
  wide: i32;
  /** Constants of loops. */
  table: usize;
  /** Rows of sums of the group and one for unused sums; then, with weight noise, those of the currents. */
  sums: usize;
  currents: usize;
  /** Standard deviation of the noise at each output, in units of outputs; 0 beyond the filters. */
  deviations: usize;
  /** Digital factors of the columns of the current array. */
  factors: usize;
  /** A block of zeros, of normal numbers and of the largest outputs. */
  zeros: usize;
  normals: usize;
  largest: usize;
  /** The vectors that are still read, and for blocks of products pointers to converted inputs, squares, sums and currents, and cuts. */
  vectors: usize;
  inputs: usize;
  squares: usize;
  sumRows: usize;
  currentRows: usize;
  cuts: usize;
  /** First image of the chunk, its rows of outputs and the biases of the tile. */
  first: i32;
  rows: usize;
  biases: usize;
  /** The tile's weights. */
  kernel: usize;
}

/** An input vector of an array. */
@unmanaged
export class InputVector {
  /** Its patch in a padded image, how padding cuts that, and its row of outputs. */
  input: usize;
  cut: u32;
  row: usize;
  /** The input that is full scale. */
  full: f32;
  /** Keys of its noise. */
  first: u32;
  second: u32;
}

export const VECTOR_BYTES: i32 = offsetof<InputVector>();

/** Place `i` of the list of vectors. */
// @ts-ignore: decorator
@inline
export function vectorAt(reading: Reading, i: i32): InputVector {
  return changetype<InputVector>(reading.vectors + <usize>(i * VECTOR_BYTES));
}

/** Bytes of `AnalogJob.reading` for so many filters. */
export function readingRoom(filters: i32): i32 {
  const wide = wholeBlocks(filters);
  return <i32>offsetof<Reading>() + CONSTANT_BYTES + ((2 * (GROUP + 1) + 2) * wide + 3 * 16 + 5 * LISTED << 2) + GROUP * VECTOR_BYTES;
}

/** Lays out the memory of a reading and writes what stays the same. */
export function startReading(analog: AnalogJob, job: Job): void {
  memory.fill(analog.reading, 0, readingRoom(job.wideFilters));
  memory.fill(analog.vectors, 0, vectorsRoom(job.kernelHeight, job.kernelWidth * job.channels, analog.magnitudes ? 1 : 0));
  const reading = changetype<Reading>(analog.reading);
  const wide = wholeBlocks(job.wideFilters), row = wide << 2, list = LISTED << 2;
  reading.wide = wide;
  reading.zeros = analog.reading + offsetof<Reading>();
  reading.normals = reading.zeros + 64;
  reading.largest = reading.normals + 64;
  reading.deviations = reading.largest + 64;
  reading.factors = reading.deviations + row;
  reading.sums = reading.factors + row;
  reading.currents = reading.sums + (GROUP + 1) * row;
  reading.inputs = reading.currents + (GROUP + 1) * row;
  reading.squares = reading.inputs + list;
  reading.sumRows = reading.squares + list;
  reading.currentRows = reading.sumRows + list;
  reading.cuts = reading.currentRows + list;
  reading.vectors = reading.cuts + list;
  reading.table = reading.vectors + GROUP * VECTOR_BYTES;
  writeConstants(reading.table);
  const patch = patchFloats(job) << 2;
  for (let i = 0; i < LISTED; i++) {
    const own = i < GROUP ? i : 0, at = i << 2;
    store<u32>(reading.inputs + at, <u32>(analog.vectors + own * patch));
    store<u32>(reading.squares + at, <u32>(analog.vectors + (GROUP + own) * patch));
    store<u32>(reading.sumRows + at, <u32>(reading.sums + min(i, GROUP) * row));
    store<u32>(reading.currentRows + at, <u32>(reading.currents + min(i, GROUP) * row));
  }
  const deviation = analog.outputStep > 0 ? analog.outputNoise / analog.outputStep : analog.outputNoise;
  for (let f = 0; f < job.filters; f++) store<f32>(reading.deviations + (f << 2), deviation);
}
