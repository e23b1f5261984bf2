import type { Interval, ResultCurve, ResultPoint, Results } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { pairedDifference } from '../../metrics/pairedDifference.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { type Rate, rateOf } from '../text/rate.js';

/** One strength of a sweep. */
export interface CurvePoint {
  readonly label: string;
  /** dB: requested, or the measured mean; null if nothing was perturbed. */
  readonly snrDb: number | null;
  /** Mean measured SNR after clipping. */
  readonly measuredSnrDb: number | null;
  /** Mean over the images, on pixels in [0, 1]. */
  readonly epsilon: number;
  readonly accuracy: Rate | null;
  /** Over the images that are classified correctly without an attack. */
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

/** Curves of an attack, one for each model that has one, in the order of the suite. */
export function curvesOf(results: Results, attack: AttackSpec): Curve[] {
  return results.models.flatMap(({ id }, model) => {
    const curve = results.curves.find((candidate) => candidate.model === id && candidate.attack === attack.id);
    if (!curve) return [];
    return {
      model,
      draws: curve.draws,
      clean: rateOf(curve.clean),
      points: curve.points.map((point, index) => ({
        label: pointLabel(attack.strength, index),
        snrDb: point.snrDb.target ?? point.snrDb.mean,
        measuredSnrDb: point.snrDb.mean,
        epsilon: point.epsilon,
        accuracy: rateOf(point),
        relative: rateOf(point.relative),
        drop: accuracyDrop(curve, point),
      })),
    };
  });
}

function accuracyDrop({ clean, draws }: ResultCurve, { outcomes }: ResultPoint): CurvePoint['drop'] {
  const drops = outcomes.map((count, image) => (clean.outcomes[image]! - count) / draws);
  const { mean, interval } = pairedDifference(drops);
  return { value: mean, interval };
}
