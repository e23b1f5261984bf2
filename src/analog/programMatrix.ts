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

/** Read noise is drawn anew at each time; a stream takes whole numbers. */
const timesPerSecond = 1000;

/** Number of arrays that a matrix of this many inputs takes. */
export function arraysOf(inputs: number, rows: number): number {
  return Math.ceil(inputs / rows);
}

/**
 * The kernel matrix that a chip computes with at a time. Inputs beyond `rows` go to further arrays, as evenly as they can be split.
 * The same chip, layer and tile have the same programming noise and drift exponents at every time.
 */
export function programMatrix({ values, outputs, layer, tile }: KernelMatrix, analog: AnalogSpec): Float32Array {
  const inputs = values.length / outputs;
  const count = arraysOf(inputs, analog.rows);
  const result = new Float32Array(values.length);
  for (let array = 0; array < count; array++) {
    const from = Math.floor((array * inputs) / count) * outputs;
    const to = Math.floor(((array + 1) * inputs) / count) * outputs;
    const keys = [nameKey(layer), tile, array] as const;
    const streams = {
      programming: randomStream(analog.chip, 'analogProgramming', ...keys),
      drift: randomStream(analog.chip, 'analogDrift', ...keys),
      read: randomStream(analog.chip, 'analogRead', ...keys, Math.round(analog.time * timesPerSecond)),
    };
    const reading = { device: devices[analog.device], time: analog.time, compensation: analog.compensation };
    result.set(programArray({ values: values.subarray(from, to), columns: outputs }, reading, streams), from);
  }
  return result;
}
