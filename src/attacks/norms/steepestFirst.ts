import { roomOf } from '../../kernels/imageSteps/plain.js';

/**
 * Values sorted by the gain of a linear function when they move as far as the box allows, or with `perUnit` by the gain per unit
 * of change. Values without slope or room are left out.
 */
export function steepestFirst(
  point: Float32Array,
  gradient: Float32Array,
  { perUnit }: { readonly perUnit: boolean },
): number[] {
  const worth = (at: number) => Math.abs(gradient[at]!) * (perUnit ? 1 : roomOf(point[at]!, gradient[at]!));
  const movable: number[] = [];
  for (let at = 0; at < point.length; at++) {
    if (gradient[at] !== 0 && roomOf(point[at]!, gradient[at]!) > 0) movable.push(at);
  }
  return movable.sort((a, b) => worth(b) - worth(a) || a - b);
}
