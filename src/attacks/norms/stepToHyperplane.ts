import { roomOf } from '../../kernels/imageSteps/plain.js';
import { commonLength, equalRate, slopeRate } from './boxRise.js';
import type { DistanceNorm } from './norms.js';
import { steepestFirst } from './steepestFirst.js';

/**
 * The smallest step from `point` inside the box that raises a linear function with the given gradient by `gain`: the projection
 * onto the hyperplane of that value. If the box is too small, the step with the largest rise. A gain of 0 or less gives a step of
 * 0.
 */
export function stepToHyperplane(
  norm: Exclude<DistanceNorm, 'l0'>,
  point: Float32Array,
  { gradient, gain }: { readonly gradient: Float32Array; readonly gain: number },
): Float32Array {
  if (!(gain > 0)) return new Float32Array(point.length);
  if (norm === 'l1') return sparseStep(point, gradient, gain);
  const rate = norm === 'linf' ? equalRate : slopeRate;
  const length = commonLength(point, gradient, { gain, rate });
  return Float32Array.from(gradient, (slope, at) =>
    slope === 0 ? 0 : Math.sign(slope) * Math.min(length * rate(slope), roomOf(point[at]!, slope)),
  );
}

/** In L1 the steepest values move as far as the box allows, the last one only as far as needed. */
function sparseStep(point: Float32Array, gradient: Float32Array, gain: number): Float32Array {
  const step = new Float32Array(point.length);
  let left = gain;
  for (const at of steepestFirst(point, gradient, { perUnit: true })) {
    const slope = Math.abs(gradient[at]!);
    const size = Math.min(roomOf(point[at]!, gradient[at]!), left / slope);
    step[at] = Math.sign(gradient[at]!) * size;
    left -= slope * size;
    if (left <= 0) break;
  }
  return step;
}
