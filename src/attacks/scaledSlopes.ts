import { imageValues } from './imageValues.js';

/** Slopes below this are scaled; others keep their size, so that gradients of most images are the plain ones. */
const flat = 2 ** -24;

/**
 * A loss's slopes at the logits in single precision, one row for each entry of `exponents`. The cross-entropy of an image with a great
 * margin m has slopes of e^-m, which vanish on their way back to the pixels or already here; its direction is not less certain for
 * that. A row whose greatest slope is below 2^-24 is therefore multiplied by the power of 2 that brings it to [1/2, 1), which changes
 * no digit and is written to `exponents` (0 for others).
 */
export function scaledSlopes(slopes: Float64Array, exponents: Int32Array): Float32Array {
  const scaled = new Float32Array(slopes);
  const classes = slopes.length / exponents.length;
  for (const image of exponents.keys()) {
    const own = imageValues(slopes, image, classes);
    const greatest = own.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    if (greatest === 0 || greatest >= flat) continue;
    const exponent = -Math.floor(Math.log2(greatest)) - 1;
    exponents[image] = exponent;
    scaled.set(
      own.map((slope) => timesPower(slope, exponent)),
      image * classes,
    );
  }
  return scaled;
}

/** Gradients [B, n] of a draw, and for each image the exponent of the power of 2 it was multiplied by. */
type ScaledGradients = readonly [gradients: Float32Array, exponents: Int32Array];

/** Brings the images of two draws to the smaller of their exponents, in place. */
export function alignScales(first: ScaledGradients, second: ScaledGradients): void {
  const dimensions = first[0].length / first[1].length;
  for (const image of first[1].keys()) {
    const [one, other] = [first[1][image]!, second[1][image]!];
    if (one === other) continue;
    const [gradients, exponents] = one > other ? first : second;
    const own = imageValues(gradients, image, dimensions);
    own.set(own.map((slope) => timesPower(slope, -Math.abs(one - other))));
    exponents[image] = Math.min(one, other);
  }
}

/** x times 2^exponent, also where that power is no double. */
function timesPower(x: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return x * 2 ** half * 2 ** (exponent - half);
}
