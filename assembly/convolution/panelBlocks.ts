import { WIDE } from '../simd';
import { many2, MOST_PATCHES, Panel, quad1, quad2 } from './forwardBlocks';
import { many4, quad4 } from './wideForwardBlocks';

/** Filters computed together when `left` are left. */
// @ts-ignore: decorator
@inline
export function panelWidth(left: i32): i32 {
  if (WIDE && left >= 16) return 16;
  return left >= 8 ? 8 : 4;
}

/** Whether a block of `MOST_PATCHES` comes next when `left` patches are left; otherwise one of 4. */
// @ts-ignore: decorator
@inline
export function isManyNext(width: i32, left: i32): bool {
  return width >= 8 && (left > 8 || (left > 4 && left <= MOST_PATCHES));
}

/** The listed patches x `width` filters. */
// @ts-ignore: decorator
@inline
export function addBlock(panel: Panel, inputs: usize, rows: usize, many: bool, width: i32): void {
  if (WIDE && width == 16) {
    if (many) many4(panel, inputs, rows);
    else quad4(panel, inputs, rows);
  } else if (many) many2(panel, inputs, rows);
  else if (width == 8) quad2(panel, inputs, rows);
  else quad1(panel, inputs, rows);
}

/** The padding cut common to `MOST_PATCHES` patches. Patches beyond the last one can only reduce it. */
// @ts-ignore: decorator
@inline
export function commonCut(cuts: usize): u32 {
  let least = i8x16.min_u(v128.load(cuts), v128.load(cuts, (MOST_PATCHES - 4) << 2));
  least = i8x16.min_u(least, v128.shuffle<i32>(least, least, 2, 3, 2, 3));
  return i32x4.extract_lane(i8x16.min_u(least, v128.shuffle<i32>(least, least, 1, 1, 1, 1)), 0);
}
