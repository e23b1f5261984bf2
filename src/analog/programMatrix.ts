import { nameKey, randomStream } from '../base/random.js';
import type { AnalogSpec } from '../contract/analog.js';
import { devices } from './devices.js';
import { programArray } from './programArray.js';

/** A kernel matrix, inputs x outputs, in row order, and what tells its arrays from those of other layers and tiles. */
export interface KernelMatrix {
  readonly values: Float32Array;
  readonly outputs: number;
  readonly layer: string;
  readonly tile: number;
}

/** A kernel matrix on its arrays. */
export interface ProgrammedMatrix {
  /** Inputs x outputs, each array's weights in [-1, 1] but for noise. */
  readonly weights: Float32Array;
  /** Arrays x outputs: the digital factor of each column of each array. */
  readonly factors: Float32Array;
}

/** Read noise is drawn anew at each time; a stream takes whole numbers. */
const timesPerSecond = 1000;

/** Number of arrays that a matrix of this many inputs takes. */
export function arraysOf(inputs: number, rows: number): number {
  return Math.ceil(inputs / rows);
}

/** The first input of each array and the number of inputs: inputs beyond `rows` go to further arrays, as evenly as they can be split. */
export function arrayStarts(inputs: number, rows: number): number[] {
  const count = arraysOf(inputs, rows);
  return Array.from({ length: count + 1 }, (_, array) => Math.floor((array * inputs) / count));
}

/**
 * A kernel matrix on the arrays of a chip at a time. The same chip, layer and tile have the same programming noise and drift
 * exponents at every time.
 */
export function programArrays({ values, outputs, layer, tile }: KernelMatrix, analog: AnalogSpec): ProgrammedMatrix {
  const starts = arrayStarts(values.length / outputs, analog.rows);
  const count = starts.length - 1;
  const weights = new Float32Array(values.length);
  const factors = new Float32Array(count * outputs);
  const { device, time, compensation, converters } = analog;
  const milliseconds = Math.round(time * timesPerSecond);
  for (let array = 0; array < count; array++) {
    const [from, to] = [starts[array]! * outputs, starts[array + 1]! * outputs];
    const keys = [nameKey(layer), tile, array] as const;
    const streams = {
      programming: randomStream(analog.chip, 'analogProgramming', ...keys),
      drift: randomStream(analog.chip, 'analogDrift', ...keys),
      read: randomStream(analog.chip, 'analogRead', ...keys, milliseconds),
      calibration: [
        randomStream(analog.chip, 'analogCalibration', ...keys),
        randomStream(analog.chip, 'analogCalibration', ...keys, milliseconds),
      ] as const,
    };
    const reading = { device: devices[device], time, compensation, converters };
    const own = programArray({ values: values.subarray(from, to), columns: outputs }, reading, streams);
    weights.set(own.weights, from);
    factors.set(own.factors, array * outputs);
  }
  return { weights, factors };
}

/** The kernel matrix that a chip computes with at a time, without its converters. */
export function programMatrix(matrix: KernelMatrix, analog: AnalogSpec): Float32Array {
  const { weights, factors } = programArrays(matrix, analog);
  const { outputs } = matrix;
  const starts = arrayStarts(weights.length / outputs, analog.rows);
  const folded = new Float32Array(weights.length);
  for (let array = 0; array + 1 < starts.length; array++) {
    for (let at = starts[array]! * outputs; at < starts[array + 1]! * outputs; at++) {
      folded[at] = weights[at]! * factors[array * outputs + (at % outputs)]!;
    }
  }
  return folded;
}
