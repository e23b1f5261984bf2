import type { RandomStream } from '../base/random.js';
import type { Converters, DriftCompensation } from '../contract/analog.js';
import type { Device } from './device.js';
import { type DeviceStreams, readDevice } from './readDevice.js';
import { type Readout, readOut } from './readOut.js';

/** A weight matrix on one array, rows x columns, in row order. */
export interface ArrayWeights {
  readonly values: Float32Array;
  readonly columns: number;
}

/** The sources of randomness of an array, so that the same chip can be read at several times. */
export interface ArrayStreams extends DeviceStreams {
  /** Noise of converters while drift is measured; of the measurement right after programming, and of that at the time. */
  readonly calibration: readonly [RandomStream, RandomStream];
}

export interface ArrayReading {
  readonly device: Device;
  readonly time: number;
  readonly compensation: DriftCompensation;
  readonly converters?: Converters | undefined;
}

/** What an array computes with: weights in [-1, 1] but for noise, and the digital factor of each column. */
export interface ProgrammedArray {
  readonly weights: Float32Array;
  readonly factors: Float32Array;
}

/** Least mean answer to one input that a compensation divides by, in weights of at most 1. */
const leastAnswer = 1e-4;

/**
 * The weights that an array computes with at a time. A weight is a pair of devices: the one of its sign is programmed to
 * |w| / max |w| of the array, the other to 0; both get programming noise, drift and read noise, and no conductance is below 0. The
 * factors undo that scale. With a compensation they also hold the answers to single inputs right after programming over those now,
 * both as the converters give them.
 */
export function programArray(
  { values, columns }: ArrayWeights,
  { device, time, compensation, converters }: ArrayReading,
  streams: ArrayStreams,
): ProgrammedArray {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (scale === 0) return { weights: values.slice(), factors: new Float32Array(columns) };
  const programmed = new Float64Array(values.length);
  const now = new Float64Array(values.length);
  for (const [at, value] of values.entries()) {
    const target = value / scale;
    const plus = readDevice(Math.max(target, 0), { device, time }, streams);
    const minus = readDevice(Math.max(-target, 0), { device, time }, streams);
    programmed[at] = (plus.programmed - minus.programmed) / device.greatest;
    now[at] = (plus.now - minus.now) / device.greatest;
  }
  const readings = [programmed, now].map((weights, at) => ({ weights, stream: streams.calibration[at]!, converters }));
  const compensated = compensationFactors(readings as [Readout, Readout], { columns, compensation });
  return { weights: Float32Array.from(now), factors: Float32Array.from(compensated, (factor) => factor * scale) };
}

/** One factor a column, from the readings right after programming and now. */
function compensationFactors(
  readings: readonly [Readout, Readout],
  { columns, compensation }: { readonly columns: number; readonly compensation: DriftCompensation },
): number[] {
  if (compensation === 'none') return Array<number>(columns).fill(1);
  const answers = readings.map((reading) => readOut(reading, columns)) as [number[], number[]];
  const factor = (before: number, after: number) => Math.max(before, leastAnswer) / Math.max(after, leastAnswer);
  if (compensation === 'perColumn') return answers[0].map((before, column) => factor(before, answers[1][column]!));
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  return Array<number>(columns).fill(factor(mean(answers[0]), mean(answers[1])));
}
