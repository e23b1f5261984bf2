import type { PointRecord } from '../contract/cell.js';
import { snrDb } from '../metrics/snrDb.js';
import type { JudgedPoint } from './judgeSweep.js';

/** Results per image at one point of the sweep. */
export interface ImageOutcomes {
  readonly epsilons: Float32Array;
  /** Hits over all parts. */
  readonly hits: readonly number[];
  /** Mean SNR in dB over the parts that changed the image; null if none did. */
  readonly snrDb: readonly (number | null)[];
}

/** Results of all parts of an attack on a batch at one point. */
export function joinParts(epsilons: Float32Array, signal: Float64Array, parts: readonly JudgedPoint[]): ImageOutcomes {
  const positions = [...signal.keys()];
  return {
    epsilons,
    hits: positions.map((position) => parts.reduce((sum, { hits }) => sum + hits[position]!, 0)),
    snrDb: positions.map((position) => {
      const noises = parts.map(({ noiseNorms }) => noiseNorms[position]!).filter((noise) => noise > 0);
      if (noises.length === 0 || !(signal[position]! > 0)) return null;
      return noises.reduce((sum, noise) => sum + snrDb(signal[position]!, noise), 0) / noises.length;
    }),
  };
}

/** One point over all batches. Sums run image by image, so that they are bit-identical for any batch size. */
export function sumPoint(batches: readonly ImageOutcomes[]): PointRecord {
  const reached = batches.flatMap((batch) => batch.snrDb).filter((snr) => snr !== null);
  return {
    hits: batches.flatMap(({ hits }) => hits),
    epsilonSum: batches.reduce((sum, { epsilons }) => epsilons.reduce((total, epsilon) => total + epsilon, sum), 0),
    snrDbSum: reached.reduce((sum, snr) => sum + snr, 0),
    snrDbCount: reached.length,
  };
}
