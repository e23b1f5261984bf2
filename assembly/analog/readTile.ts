import { MOST_PATCHES } from '../convolution/forwardBlocks';
import { Job } from '../convolution/job';
import { tileEnd, tileStart } from '../convolution/sortPatches';
import { addAnswers, answer } from './answers';
import { convertInputs, squareInputs } from './convert';
import { AnalogJob, GROUP } from './job';
import { avalanche, firstKey } from './passNoise';
import { multiply, storeMagnitudes } from './products';
import { InputVector, Reading, VECTOR_BYTES, vectorAt } from './reading';

/**
 * Outputs of the patches of a tile, whose weights and biases are given, in a chunk of images that starts with `first` and has the rows of
 * outputs `rows`.
 */
export function readTile(
  analog: AnalogJob, job: Job, tile: i32, kernel: usize, biases: usize, first: i32, rows: usize,
): void {
  const reading = changetype<Reading>(analog.reading);
  reading.kernel = kernel;
  reading.biases = biases;
  reading.first = first;
  reading.rows = rows;
  const weights = job.kernelHeight * job.kernelWidth * job.channels * job.wideFilters;
  if (analog.magnitudes) storeMagnitudes(kernel, weights, analog.magnitudes);
  for (let array = 0; array < analog.arrays; array++) {
    const factors = analog.factors + ((tile * analog.arrays + array) * job.filters << 2);
    memory.copy(reading.factors, factors, job.filters << 2);
    const end = tileEnd(job, tile);
    for (let at = tileStart(job, tile); at < end; at += GROUP) readArray(analog, job, array, at, min(GROUP, end - at));
  }
}

/** Adds the answers of one of a tile's arrays to the outputs of `count` listed patches, from number `at` on. */
function readArray(analog: AnalogJob, job: Job, array: i32, at: i32, count: i32): void {
  const reading = changetype<Reading>(analog.reading);
  const starts = analog.starts + (array << 2), from = load<i32>(starts), to = load<i32>(starts, 4);
  for (let i = 0; i < count; i++) listVector(analog, job, array, i, at + i);
  for (let read = 0; count > 0; read++) {
    convertVectors(analog, job, from, to, count);
    multiply(job, reading, reading.inputs, reading.sumRows, count, reading.kernel, from, to);
    if (analog.magnitudes) {
      multiply(job, reading, reading.squares, reading.currentRows, count, analog.magnitudes, from, to);
    }
    const isLast = <f32>(1 << read) > analog.mostDivisor;
    let left = 0;
    for (let i = 0; i < count; i++) {
      const vector = vectorAt(reading, i), sums = reading.sums + i * (reading.wide << 2);
      const currents = reading.currents + i * (reading.wide << 2);
      const isBeyond = answer(analog, reading, sums, currents, vector.first, vector.second, read);
      if (isBeyond && !isLast && vector.full > 0) {
        vector.full *= 2;
        if (left < i) memory.copy(changetype<usize>(vectorAt(reading, left)), changetype<usize>(vector), VECTOR_BYTES);
        left++;
      } else addVector(analog, job, array, vector, sums);
    }
    count = left;
  }
}

/** Puts the input vector of patch `number` of the sorted lists in place `i` of the reading's list. */
function listVector(analog: AnalogJob, job: Job, array: i32, i: i32, number: i32): void {
  const reading = changetype<Reading>(analog.reading), vector = vectorAt(reading, i);
  const outputs = job.outHeight * job.outWidth;
  vector.row = load<u32>(job.patchRows + (number << 2));
  const output = <i32>((vector.row - reading.rows) / (job.wideFilters << 2)), image = output / outputs;
  const patch = output - image * outputs;
  vector.input = load<u32>(job.patchInputs + (number << 2));
  vector.cut = load<u32>(job.patchCuts + (number << 2));
  const scales = analog.scales + ((image * analog.arrays + array) * outputs + patch << 2);
  vector.full = analog.range > 0 ? analog.range : load<f32>(scales);
  const keys = analog.keys + (<usize>(reading.first + image) << 3);
  vector.first = firstKey(load<u32>(keys), patch * analog.arrays + array);
  vector.second = avalanche(load<u32>(keys, 4) ^ vector.first);
}

/** Converts the inputs [from, to) of the listed vectors, but for the rows that all have in the padding. */
function convertVectors(analog: AnalogJob, job: Job, from: i32, to: i32, count: i32): void {
  const reading = changetype<Reading>(analog.reading), run = job.kernelWidth * job.channels;
  let top = 255, bottom = 255;
  // Blocks of the last vectors read more cuts.
  for (let i = 0; i < count + MOST_PATCHES; i++) {
    const cut = vectorAt(reading, i < count ? i : 0).cut;
    store<u32>(reading.cuts + (i << 2), cut);
    top = min(top, <i32>(cut & 0xff));
    bottom = min(bottom, <i32>(cut >> 8 & 0xff));
  }
  from = max(from, top * run);
  to = min(to, (job.kernelHeight - bottom) * run);
  for (let i = 0; i < count; i++) {
    const vector = vectorAt(reading, i), place = i << 2, target = load<u32>(reading.inputs + place);
    convertInputs(analog, job, vector.input, from, to, vector.full, target);
    if (analog.magnitudes) squareInputs(job, target, from, to, load<u32>(reading.squares + place));
  }
}

/** Adds the answers of a vector to the outputs of its patch. */
function addVector(analog: AnalogJob, job: Job, array: i32, vector: InputVector, answers: usize): void {
  const reading = changetype<Reading>(analog.reading);
  const scale = analog.outputStep > 0 ? vector.full * analog.outputStep : vector.full;
  const floor: f32 = job.relu && array == analog.arrays - 1 ? 0 : -Infinity;
  const addend = array == 0 ? reading.biases : vector.row;
  addAnswers(reading, answers, scale, addend, vector.row, job.wideFilters, floor);
}
