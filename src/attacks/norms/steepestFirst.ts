import { roomOf } from './boxRise.js';

/**
 * Values in the order in which a linear function gains most by moving them as far as the box lets them, or, with
 * `perUnit`, most for each unit of change. Values without slope or room are left out.
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
