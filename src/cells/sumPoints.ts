import type { PointRecord } from '../contract/cell.js';
import { snrDb } from '../metrics/snrDb.js';
import type { JudgedPoint } from './judgeSweep.js';

/** One point of the sweep: hits over all targets; each image's SNR in dB is the mean over the targets that changed it. */
export function sumPoint(epsilons: Float32Array, signal: Float64Array, parts: readonly JudgedPoint[]): PointRecord {
  const perturbed = [...signal.keys()].map((position) => {
    const noises = parts.map(({ noiseNorms }) => noiseNorms[position]!).filter((noise) => noise > 0);
    return signal[position]! > 0 ? noises.map((noise) => snrDb(signal[position]!, noise)) : [];
  });
  const reached = perturbed.filter(({ length }) => length > 0);
  return {
    hits: [...signal.keys()].map((position) => parts.reduce((sum, { hits }) => sum + hits[position]!, 0)),
    epsilonSum: epsilons.reduce((sum, epsilon) => sum + epsilon, 0),
    snrDbSum: reached.reduce((sum, own) => sum + own.reduce((total, snr) => total + snr, 0) / own.length, 0),
    snrDbCount: reached.length,
  };
}

/** The same point of several batches. */
export function addPoints(points: readonly PointRecord[]): PointRecord {
  const add = (pick: (point: PointRecord) => number) => points.reduce((sum, point) => sum + pick(point), 0);
  return {
    epsilonSum: add((point) => point.epsilonSum),
    snrDbSum: add((point) => point.snrDbSum),
    snrDbCount: add((point) => point.snrDbCount),
    hits: points.flatMap((point) => point.hits),
  };
}
