import { epsilonForSnr } from '../../metrics/epsilonForSnr.js';
import type { Ball } from '../../perturbations/ball.js';
import type { Bound } from './bound.js';
import { measureChange } from './measureChange.js';

/** Covers the rounding of each value to float32. */
const tolerance = 1e-6;

/**
 * Examples are finite, inside the box [0, 1] and inside the ball of their image's epsilon. An SNR fixes the Euclidean norm
 * of the perturbation: for `l2` that is the epsilon, for the others the value which, in every place, has that norm.
 */
export function ballBound({ norm }: Ball): Bound {
  return {
    sweep: (strength, signal, dimensions) => {
      if (strength.kind === 'epsilons') {
        return strength.epsilons.map((epsilon) => new Float32Array(signal.length).fill(epsilon));
      }
      const values = norm === 'l2' ? 1 : dimensions;
      return strength.snrDb.map((snrDb) => Float32Array.from(signal, (own) => epsilonForSnr(own, snrDb, values)));
    },
    verify: (clean, adversarial, { epsilons, images }) => {
      const perImage = clean.length / images.length;
      // Values that are each off by the tolerance add up to that times the root of their number.
      const slack = norm === 'l2' ? tolerance * Math.sqrt(perImage) : tolerance;
      const norms = new Float64Array(images.length);
      for (const [position, image] of images.entries()) {
        const range = { from: position * perImage, to: (position + 1) * perImage, image };
        const change = measureChange(clean, adversarial, range);
        norms[position] = change.norm;
        const size = { linf: change.largest, l2: change.norm, rms: change.norm / Math.sqrt(perImage) }[norm];
        if (!(size <= epsilons[position]! + slack)) {
          throw new Error(`image ${image}: perturbation of ${norm} norm ${size} above epsilon ${epsilons[position]}`);
        }
      }
      return norms;
    },
  };
}
