import type { RandomStream } from '../../base/random.js';
import type { Ball } from './ball.js';

/** Perturbations whose Euclidean norm is at most the radius. */
export const l2Ball: Ball = {
  project(point, clean, radius) {
    const norm = distance(point, clean);
    const scale = norm > radius ? radius / norm : 1;
    for (let at = 0; at < point.length; at++) {
      const value = clean[at]! + scale * (point[at]! - clean[at]!);
      point[at] = value < 0 ? 0 : Math.min(value, 1);
    }
  },
  steepest(gradient) {
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) return;
    // Squares of a confident image's gradient would underflow, so it is scaled to size 1 first.
    let squares = 0;
    for (const value of gradient) squares += (value / largest) ** 2;
    const norm = Math.sqrt(squares);
    for (let at = 0; at < gradient.length; at++) gradient[at] = gradient[at]! / largest / norm;
  },
  inside(dimensions, stream) {
    const length = stream.float() ** (1 / dimensions);
    return direction(dimensions, stream).map((value) => value * length);
  },
  surface: direction,
};

/** Euclidean distance of two images, summed in double precision. */
export function distance(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(squares);
}

function direction(dimensions: number, stream: RandomStream): Float32Array {
  const values = Float64Array.from({ length: dimensions }, () => stream.normal());
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(values, (value) => value / norm);
}
