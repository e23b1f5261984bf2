import { norms } from '../../attacks/norms/norms.js';
import { epsilonForSnr } from '../../metrics/epsilonForSnr.js';
import type { Ball } from '../../perturbations/ball.js';
import type { Bound } from './bound.js';
import { type Change, measureChange } from './measureChange.js';

/** Covers the rounding of each value to float32. */
const tolerance = 1e-6;

/**
 * Examples must be finite, in the box [0, 1] and in the ball of their image's epsilon. An SNR fixes the Euclidean norm of the
 * perturbation: for `l2` this is the epsilon; for the others epsilon is the constant value with that norm.
 */
export function ballBound({ norm }: Ball): Bound {
  return {
    sweep: (strength, signal, dimensions) => {
      if (strength.kind === 'epsilons') {
        return strength.epsilons.map((epsilon) => new Float32Array(signal.length).fill(epsilon));
      }
      if (strength.kind !== 'snrDb') throw new Error(`a ball has no ${strength.kind}`);
      const values = norm === 'l2' ? 1 : dimensions;
      return strength.snrDb.map((snrDb) => Float32Array.from(signal, (own) => epsilonForSnr(own, snrDb, values)));
    },
    verify: (clean, adversarial, { epsilons, images }) => {
      const perImage = clean.length / images.length;
      const slack = tolerance * slackFactor(norm, perImage);
      const lengths = new Float64Array(images.length);
      for (const [position, image] of images.entries()) {
        const range = { from: position * perImage, to: (position + 1) * perImage, image };
        const change = measureChange(clean, adversarial, range);
        lengths[position] = change.norm;
        const size = sizeOf(norm, change, () => {
          return [adversarial, clean].map((values) => values.subarray(range.from, range.to)) as Pair;
        });
        if (!(size <= epsilons[position]! + slack)) {
          throw new Error(`image ${image}: perturbation of ${norm} norm ${size} above epsilon ${epsilons[position]}`);
        }
      }
      return lengths;
    },
  };
}

type Pair = [adversarial: Float32Array, clean: Float32Array];

/** Size of an image's change in the norm. */
function sizeOf(norm: Ball['norm'], change: Change, values: () => Pair): number {
  switch (norm) {
    case 'linf':
      return change.largest;
    case 'l2':
      return change.norm;
    case 'rms': {
      const [own] = values();
      return change.norm / Math.sqrt(own.length);
    }
    case 'l1':
    case 'l0':
      return norms[norm].distance(...values());
  }
}

/** Rounding errors of all values add up: the tolerance times their number in L1, times its square root in L2. */
function slackFactor(norm: Ball['norm'], values: number): number {
  if (norm === 'l1') return values;
  return norm === 'l2' ? Math.sqrt(values) : 1;
}
