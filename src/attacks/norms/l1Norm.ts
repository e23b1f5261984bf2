import { roomOf } from './boxRise.js';
import type { Norm } from './norm.js';
import { steepestFirst } from './steepestFirst.js';

/** The sum of absolute changes. */
export const l1Norm: Norm = {
  distance(point, clean) {
    let sum = 0;
    for (let at = 0; at < point.length; at++) sum += Math.abs(point[at]! - clean[at]!);
    return sum;
  },
  project(point, clean, radius) {
    const threshold = shrinkage(point, clean, radius);
    for (let at = 0; at < point.length; at++) {
      const change = point[at]! - clean[at]!;
      const size = Math.min(Math.max(Math.abs(change) - threshold, 0), roomOf(clean[at]!, change));
      point[at] = clean[at]! + Math.sign(change) * size;
    }
  },
  reach(point, gradient, gain) {
    let risen = 0;
    let length = 0;
    for (const at of steepestFirst(point, gradient, { perUnit: true })) {
      const slope = Math.abs(gradient[at]!);
      const room = roomOf(point[at]!, gradient[at]!);
      if (risen + slope * room >= gain) return length + (gain - risen) / slope;
      risen += slope * room;
      length += room;
    }
    return Number.POSITIVE_INFINITY;
  },
};

/**
 * The amount by which every change is reduced before clipping to the box, so that absolute changes add up to at most the radius:
 * the exact projection onto the intersection of ball and box (Croce & Hein 2021). The sum is piecewise linear, with breakpoints
 * where a change leaves the box limit or reaches 0.
 */
function shrinkage(point: Float32Array, clean: Float32Array, radius: number): number {
  const sumAt = (threshold: number) => {
    let sum = 0;
    let moving = 0;
    for (let at = 0; at < point.length; at++) {
      const change = point[at]! - clean[at]!;
      const size = Math.abs(change) - threshold;
      const room = roomOf(clean[at]!, change);
      if (size <= 0) continue;
      if (size < room) moving++;
      sum += Math.min(size, room);
    }
    return { sum, moving };
  };
  if (sumAt(0).sum <= radius) return 0;
  let low = 0;
  let high = 0;
  for (let at = 0; at < point.length; at++) high = Math.max(high, Math.abs(point[at]! - clean[at]!));
  for (let step = 0; step < 60 && high - low > 1e-9 * high; step++) {
    const middle = (low + high) / 2;
    if (sumAt(middle).sum > radius) low = middle;
    else high = middle;
  }
  // `high` keeps the sum within the radius.
  return high;
}
