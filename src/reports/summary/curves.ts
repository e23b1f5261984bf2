import type { Interval, ResultCell, Results } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { pairedDifference } from '../../metrics/pairedDifference.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { unpackCell } from '../../metrics/unpackCell.js';
import { type Rate, rateOf } from '../text/rate.js';

/** One strength of a sweep. */
export interface CurvePoint {
  readonly label: string;
  /** dB: what was asked for, or the mean that was reached; null where nothing was perturbed. */
  readonly snrDb: number | null;
  /** Mean SNR that was reached after clipping. */
  readonly measuredSnrDb: number | null;
  /** Mean over the images, on pixels in [0, 1]. */
  readonly epsilon: number;
  readonly accuracy: Rate | null;
  /** Over the images that are classified correctly without attack. */
  readonly relative: Rate | null;
  /** Clean accuracy minus accuracy, paired by image. */
  readonly drop: { readonly value: number; readonly interval: Interval };
}

/** A model under an attack. */
export interface Curve {
  /** Position of the model in the suite. */
  readonly model: number;
  readonly draws: number;
  readonly clean: Rate | null;
  /** In the order of the sweep. */
  readonly points: readonly CurvePoint[];
}

/** Curves of an attack, one for each model that has one, in the order of the suite. Throws `UserError` for damaged outcomes. */
export function curvesOf(results: Results, attack: AttackSpec): Curve[] {
  return results.models.flatMap(({ id }, model) => {
    const cell = results.cells.find((candidate) => candidate.model === id && candidate.attack === attack.id);
    if (!cell) return [];
    const drops = accuracyDrops(cell);
    return {
      model,
      draws: cell.draws,
      clean: rateOf(cell.clean),
      points: cell.points.map((point, index) => ({
        label: pointLabel(attack.strength, index),
        snrDb: point.snrDb.target ?? point.snrDb.mean,
        measuredSnrDb: point.snrDb.mean,
        epsilon: point.epsilon,
        accuracy: rateOf(point),
        relative: rateOf(point.relative),
        drop: drops[index]!,
      })),
    };
  });
}

function accuracyDrops(cell: ResultCell): CurvePoint['drop'][] {
  const { clean, points } = unpackCell(cell, 'results.json');
  return points.map((hits) => {
    const { mean, interval } = pairedDifference(hits.map((count, image) => (clean[image]! - count) / cell.draws));
    return { value: mean, interval };
  });
}
