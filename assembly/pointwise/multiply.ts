import { WIDE } from '../simd';
import { block, NARROW_COLUMNS, ROWS, single } from './block';
import { wideBlock, wideSingle } from './wideBlock';

/** Columns of a panel of kernels; those of the last panel may be fewer. */
export const COLUMNS: i32 = WIDE ? 16 : 8;

/** Columns of the panel for the next of `left` columns. */
// @ts-ignore: decorator
@inline
export function panelColumns(left: i32): i32 {
  return WIDE && left > NARROW_COLUMNS ? COLUMNS : NARROW_COLUMNS;
}

/** Rows times a panel of kernels. */
@unmanaged
export class Product {
  /** `count` rows, `step` bytes apart. */
  a: usize;
  step: usize;
  count: i32;
  /** The panel of `columns` columns, up to `end`. */
  panel: usize;
  end: usize;
  columns: i32;
  /** Rows of results, `targetStep` bytes apart, of which `lanes` are stored, a multiple of 4. */
  target: usize;
  targetStep: usize;
  lanes: i32;
  /** A `FinishJob` or 0, and the byte offset of its first factor. */
  finish: usize;
  at: usize;
}

/** Bytes of a `Product` and of room after it for the results of a block that are partly left out. */
export const PRODUCT_ROOM: i32 = offsetof<Product>() + ((ROWS * COLUMNS) << 2);

/** Each row by itself, so that it does not depend on the others; the last block may overlap the one before it. */
export function multiplyPanel(product: Product): void {
  const count = product.count;
  let row = 0;
  for (; row <= count - ROWS; row += ROWS) multiplyRows(product, row, ROWS);
  if (row == count) return;
  if (count >= ROWS) multiplyRows(product, count - ROWS, ROWS);
  else for (; row < count; row++) multiplyRows(product, row, 1);
}

function multiplyRows(product: Product, row: i32, count: i32): void {
  const step = product.step, panel = product.panel, end = product.end, finish = product.finish, at = product.at;
  const a = product.a + <usize>row * step, lanes = product.lanes;
  const target = product.target + <usize>row * product.targetStep;
  if (WIDE && product.columns == COLUMNS) {
    const whole = lanes >= COLUMNS;
    const place = whole ? target : spareOf(product), placeStep = whole ? product.targetStep : COLUMNS << 2;
    if (count == ROWS) wideBlock(a, step, panel, end, place, placeStep, finish, at);
    else wideSingle(a, panel, end, place, finish, at);
    if (!whole) copyRows(product, target, count);
  } else if (count == ROWS) block(a, step, panel, end, target, product.targetStep, lanes, finish, at);
  else single(a, panel, end, target, lanes, finish, at);
}

// @ts-ignore: decorator
@inline
function spareOf(product: Product): usize {
  return changetype<usize>(product) + offsetof<Product>();
}

function copyRows(product: Product, target: usize, count: i32): void {
  for (let row = 0; row < count; row++) {
    memory.copy(target, spareOf(product) + <usize>((row * COLUMNS) << 2), product.lanes << 2);
    target += product.targetStep;
  }
}
