import { roomOf } from '../../kernels/imageSteps/plain.js';
import type { Norm } from './norm.js';
import { steepestFirst } from './steepestFirst.js';

/** The number of values that change, not of pixels. */
export const l0Norm: Norm = {
  distance(point, clean) {
    let changed = 0;
    for (let at = 0; at < point.length; at++) if (point[at] !== clean[at]) changed++;
    return changed;
  },
  project(point, clean, radius) {
    for (let at = 0; at < point.length; at++) point[at] = Math.min(1, Math.max(0, point[at]!));
    const most = Math.floor(radius);
    const size = (at: number) => Math.abs(point[at]! - clean[at]!);
    const changed: number[] = [];
    for (let at = 0; at < point.length; at++) if (point[at] !== clean[at]) changed.push(at);
    if (changed.length <= most) return;
    changed.sort((a, b) => size(b) - size(a) || a - b);
    for (const at of changed.slice(most)) point[at] = clean[at]!;
  },
  reach(point, gradient, gain) {
    let risen = 0;
    for (const [index, at] of steepestFirst(point, gradient, { perUnit: false }).entries()) {
      risen += Math.abs(gradient[at]!) * roomOf(point[at]!, gradient[at]!);
      if (risen >= gain) return index + 1;
    }
    return Number.POSITIVE_INFINITY;
  },
};
