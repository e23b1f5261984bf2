/** Size of an image's change: L2 norm, and largest change of a value. */
export interface Change {
  readonly norm: number;
  readonly largest: number;
}

/**
 * Measures the change of the values `from` to `to`. Throws an error that names the image if a value is not in [0, 1]. This loop
 * without calls takes two thirds of the time of one with Math.abs.
 */
export function measureChange(
  clean: Float32Array,
  adversarial: Float32Array,
  { from, to, image }: { readonly from: number; readonly to: number; readonly image: number },
): Change {
  let squares = 0;
  let highest = 0;
  let lowest = 0;
  for (let at = from; at < to; at++) {
    const pixel = adversarial[at]!;
    if (!(pixel >= 0 && pixel <= 1)) throw new Error(`image ${image}: adversarial pixel ${pixel} outside [0, 1]`);
    const change = pixel - clean[at]!;
    squares += change * change;
    if (change > highest) highest = change;
    else if (change < lowest) lowest = change;
  }
  // Not -lowest: a negative zero would deoptimise V8's compiled code for each unchanged image.
  return { norm: Math.sqrt(squares), largest: Math.max(highest, 0 - lowest) };
}
