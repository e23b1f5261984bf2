import { loadLanes, storeLanes } from '../simd';
import { first, last, rounded } from './doubles';

/** here + weight (ahead - here) + (1 - weight) (here - previous) for every value of `point`, which becomes `previous`. */
export function mixSteps(point: usize, ahead: usize, previous: usize, floats: i32, weight: f64): void {
  const share = f64x2.splat(weight), rest = f64x2.splat(1 - weight);
  for (let left = floats; left > 0; left -= 4) {
    const here = loadLanes(point, left), next = loadLanes(ahead, left), before = loadLanes(previous, left);
    storeLanes(previous, here, left);
    storeLanes(point, rounded(
      mixed(first(here), first(next), first(before), share, rest),
      mixed(last(here), last(next), last(before), share, rest),
    ), left);
    point += 16;
    ahead += 16;
    previous += 16;
  }
}

// @ts-ignore: decorator
@inline
function mixed(here: v128, ahead: v128, previous: v128, share: v128, rest: v128): v128 {
  const towards = f64x2.add(here, f64x2.mul(share, f64x2.sub(ahead, here)));
  return f64x2.add(towards, f64x2.mul(rest, f64x2.sub(here, previous)));
}
